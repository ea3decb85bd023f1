package io.skerry.packager.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Builds a tree from YAML and remembers where each value stood. Plain data only: anchors, aliases,
 * tags and repeated keys are refused. Confined to one thread.
 */
final class YamlTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final YAMLParser parser;
  private final Map<JsonPointer, JsonLocation> locations = new HashMap<>();

  YamlTree(YAMLParser parser) {
    this.parser = parser;
  }

  JsonNode read() throws IOException, FormatException {
    if (parser.nextToken() == null) {
      throw new FormatException("expected a document, got an empty file");
    }
    JsonNode tree = value(JsonPointer.empty());
    if (parser.nextToken() != null) {
      throw fault("expected one document, got a second");
    }
    return tree;
  }

  Map<JsonPointer, JsonLocation> locations() {
    return locations;
  }

  private JsonNode value(JsonPointer at) throws IOException, FormatException {
    locations.putIfAbsent(at, parser.currentTokenLocation());
    if (parser.isCurrentAlias() || parser.getObjectId() != null || parser.getTypeId() != null) {
      throw fault("expected plain values, got an anchor, alias or tag");
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(at);
      case START_ARRAY -> array(at);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> throw fault("expected a value");
      default -> throw fault("expected a value, got " + token);
    };
  }

  private ObjectNode object(JsonPointer at) throws IOException, FormatException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonPointer below = at.appendProperty(name);
      if (object.has(name)) {
        throw fault("expected each key once, got '" + name + "' again");
      }
      locations.put(below, parser.currentTokenLocation());
      parser.nextToken();
      object.set(name, value(below));
    }
    return object;
  }

  private ArrayNode array(JsonPointer at) throws IOException, FormatException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(at.appendIndex(array.size())));
    }
    return array;
  }

  private FormatException fault(String fault) {
    return new FormatException(fault + place(parser.currentTokenLocation()));
  }

  static String place(JsonLocation at) {
    return " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
