package io.skerry.packager.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.source.SourceFolder;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Class names by index: a list in the description, or a file with one label a line. */
final class LabelList {
  private static final int MAX_BYTES = 1 << 20;

  private LabelList() {}

  static List<String> read(SourceFolder folder, YamlDocument document, Optional<JsonNode> labels)
      throws IOException, Failure, FormatException {
    if (labels.filter(node -> !node.isNull() && !node.isMissingNode()).isEmpty()) {
      return List.of();
    }
    JsonPointer at = JsonPointer.compile("/labels");
    JsonNode given = labels.get();
    if (given.isTextual()) {
      byte[] file = BoundedRead.file(folder.resolve(given.textValue()), MAX_BYTES);
      // A last line without its end is a label too; an empty line is one without a name.
      return new String(file, StandardCharsets.UTF_8).lines().map(String::strip).toList();
    }
    if (!given.isArray()) {
      throw document.fault(at, "expected a list of labels or the name of a file");
    }
    List<String> list = new ArrayList<>();
    for (JsonNode label : given) {
      if (!label.isTextual()) {
        throw document.fault(
            at.appendIndex(list.size()), "expected text in quotes: \"" + label.asText() + "\"");
      }
      list.add(label.textValue());
    }
    return list;
  }
}
