package io.skerry.packager.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.source.SourceFolder;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Input;
import java.io.IOException;
import java.nio.file.Path;

/** Takes in the tokenizers that {@code input} and {@code output} name. */
final class TokenizerFiles {
  private static final String KEY = "tokenizer";

  private final SourceFolder folder;
  private final YamlDocument document;
  private final BlobFolder blobs;

  TokenizerFiles(SourceFolder folder, YamlDocument document, BlobFolder blobs) {
    this.folder = folder;
    this.document = document;
    this.blobs = blobs;
  }

  /** The block with a blob in the place of the file's name; one without a tokenizer as it is. */
  ObjectNode taken(String name, ObjectNode block) throws IOException, Failure, FormatException {
    ObjectNode copy = block.deepCopy();
    if (!block.has(KEY)) {
      return copy;
    }
    JsonPointer at = JsonPointer.empty().appendProperty(name).appendProperty(KEY);
    if (!block.path(KEY).isTextual()) {
      throw document.fault(at, "expected the name of a file, tokenizer.json");
    }
    Path file = folder.resolve(block.path(KEY).textValue());
    JsonNode tokenizer =
        Json.read(BoundedRead.file(file, Input.Text.MAX_TOKENIZER_BYTES), JsonNode.class);
    if (!tokenizer.path("model").isObject()) {
      throw document.fault(at, "expected a tokenizer.json, an object with a 'model'");
    }
    copy.set(KEY, Json.tree(blobs.add(file, Input.Text.MAX_TOKENIZER_BYTES)));
    return copy;
  }
}
