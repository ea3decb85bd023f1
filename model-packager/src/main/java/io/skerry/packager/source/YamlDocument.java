package io.skerry.packager.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Decimal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One YAML file, at most 1 MiB, read as strictly as JSON messages are; every fault names its line
 * and column.
 */
public final class YamlDocument {
  private static final int MAX_BYTES = 1 << 20;
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(64).build())
          .build();

  private final Path file;
  private final JsonNode tree;
  private final Map<JsonPointer, JsonLocation> locations;

  private YamlDocument(Path file, JsonNode tree, Map<JsonPointer, JsonLocation> locations) {
    this.file = file;
    this.tree = tree;
    this.locations = locations;
  }

  static YamlDocument read(Path file) throws IOException, Failure, FormatException {
    byte[] bytes = BoundedRead.file(file, MAX_BYTES);
    try (YAMLParser parser = YAML.createParser(bytes)) {
      YamlTree tree = new YamlTree(parser);
      JsonNode root = tree.read();
      return new YamlDocument(file, root, tree.locations());
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new FormatException(
          file + ": " + e.getOriginalMessage() + (at == null ? "" : YamlTree.place(at)));
    } catch (FormatException e) {
      throw new FormatException(file + ": " + e.getMessage());
    }
  }

  /** The values as they were read. */
  JsonNode tree() {
    return tree;
  }

  /**
   * Reads a value as a type.
   *
   * @param at where the value stands in the file
   * @param value what stands there, perhaps completed
   * @throws FormatException with the place in the file
   */
  public <T> T convert(JsonPointer at, JsonNode value, Class<T> type) throws FormatException {
    try {
      return Json.mapper().treeToValue(value, type);
    } catch (JsonMappingException e) {
      throw fault(at, value, e);
    } catch (JsonProcessingException e) {
      throw new FormatException(file + ": " + e.getOriginalMessage());
    }
  }

  /** A fault of what stands at a place. */
  public FormatException fault(JsonPointer at, String fault) {
    JsonPointer known = at;
    while (!locations.containsKey(known)) {
      known = known.head();
    }
    String name =
        at.toString().isEmpty() ? "" : at.toString().substring(1).replace('/', '.') + ": ";
    return new FormatException(file + ": " + name + fault + YamlTree.place(locations.get(known)));
  }

  private FormatException fault(JsonPointer at, JsonNode value, JsonMappingException e) {
    JsonPointer below = JsonPointer.empty();
    for (JsonMappingException.Reference step : e.getPath()) {
      below =
          step.getFieldName() == null
              ? below.appendIndex(step.getIndex())
              : below.appendProperty(step.getFieldName());
    }
    JsonNode found = value.at(below);
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
      return fault(at.append(below), "unknown key; expected one of " + known);
    }
    if (found.isNumber() && wantsDecimal(e)) {
      return fault(at.append(below), "expected a decimal in quotes: \"" + found.asText() + "\"");
    }
    return fault(
        at.append(below), e.getOriginalMessage().lines().findFirst().orElse("wrong value"));
  }

  private static boolean wantsDecimal(JsonMappingException e) {
    return e.getOriginalMessage().contains(Decimal.class.getName());
  }
}
