package io.skerry.protocol.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes to JSON that no reader may accept. */
final class Alterations {
  private Alterations() {}

  /**
   * The tree with an unknown field, once per object that it holds. Its value is an empty object,
   * which is also no value that one of the tree's maps may hold.
   */
  static List<byte[]> withUnknownField(JsonNode tree) {
    List<byte[]> altered = new ArrayList<>();
    JsonNode copy = tree.deepCopy();
    for (ObjectNode object : objects(copy)) {
      object.putObject("unknown");
      altered.add(Json.write(copy));
      object.remove("unknown");
    }
    return altered;
  }

  /** The names of an object's fields. */
  static List<String> fields(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /**
   * The tree with another value at this place.
   *
   * @param pointer RFC 6901, to a field that exists
   */
  static byte[] with(JsonNode tree, String pointer, JsonNode value) {
    JsonNode copy = tree.deepCopy();
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = copy.at(pointer.substring(0, slash));
    String last = pointer.substring(slash + 1);
    switch (parent) {
      case ObjectNode object -> object.set(last, value);
      case ArrayNode array -> array.set(Integer.parseInt(last), value);
      default -> throw new IllegalArgumentException("nothing at " + pointer);
    }
    return Json.write(copy);
  }

  /** The tree with the array at this place holding its first element so many times. */
  static byte[] repeated(JsonNode tree, String pointer, int times) {
    JsonNode array = tree.at(pointer);
    ArrayNode longer = Json.mapper().createArrayNode();
    for (int i = 0; i < times; i++) {
      longer.add(array.get(0));
    }
    return with(tree, pointer, longer);
  }

  /**
   * The tree with so many fields in the object at this place, each with its first field's value.
   */
  static byte[] widened(JsonNode tree, String pointer, int times) {
    JsonNode value = tree.at(pointer).elements().next();
    ObjectNode wider = Json.object();
    for (int i = 0; i < times; i++) {
      wider.set("field" + i, value);
    }
    return with(tree, pointer, wider);
  }

  private static List<ObjectNode> objects(JsonNode tree) {
    List<ObjectNode> all = new ArrayList<>();
    if (tree instanceof ObjectNode object) {
      all.add(object);
    }
    tree.forEach(child -> all.addAll(objects(child)));
    return all;
  }
}
