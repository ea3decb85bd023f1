package io.skerry.protocol.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * OLPC canonical JSON, the form that TUF signs: no white space, names in the order of their code
 * points, only {@code "} and {@code \} escaped, everything else as raw UTF-8, integers only. To
 * hash and to sign, not to read again: raw control characters are no JSON.
 */
public final class CanonicalJson {
  private static final int MAX_DEPTH = 64;

  private CanonicalJson() {}

  /**
   * Encodes a tree.
   *
   * @throws IllegalArgumentException for a fraction or exponent, half of a surrogate pair, more
   *     than 64 levels, or a node that JSON doesn't have
   */
  public static byte[] encode(JsonNode tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(tree, out, 0);
    return out.toByteArray();
  }

  /**
   * Writes a tree as ordinary JSON, with the names of each object in order, so that equal trees
   * give equal files.
   */
  public static byte[] toFile(JsonNode tree) {
    try {
      return Json.mapper()
          .writer()
          .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected a JSON tree", e);
    }
  }

  private static void write(JsonNode node, ByteArrayOutputStream out, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "canonical JSON: expected at most " + MAX_DEPTH + " levels");
    }
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, out, depth);
      case ARRAY -> writeArray(node, out, depth);
      case STRING -> writeString(utf8(node.textValue()), out);
      case BOOLEAN, NULL -> out.writeBytes(utf8(node.asText()));
      case NUMBER -> writeNumber(node, out);
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException(
              "canonical JSON: expected a JSON value, got " + node.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, ByteArrayOutputStream out, int depth) {
    // Unsigned UTF-8 sorts as code points do; Java's own order of UTF-16 units does not.
    Map<byte[], JsonNode> sorted = new TreeMap<>(Arrays::compareUnsigned);
    object.properties().forEach(field -> sorted.put(utf8(field.getKey()), field.getValue()));
    String separator = "";
    out.write('{');
    for (Map.Entry<byte[], JsonNode> field : sorted.entrySet()) {
      out.writeBytes(utf8(separator));
      writeString(field.getKey(), out);
      out.write(':');
      write(field.getValue(), out, depth + 1);
      separator = ",";
    }
    out.write('}');
  }

  private static void writeArray(JsonNode array, ByteArrayOutputStream out, int depth) {
    out.write('[');
    for (Iterator<JsonNode> element = array.elements(); element.hasNext(); ) {
      write(element.next(), out, depth + 1);
      if (element.hasNext()) {
        out.write(',');
      }
    }
    out.write(']');
  }

  private static void writeNumber(JsonNode number, ByteArrayOutputStream out) {
    if (!number.isIntegralNumber()) {
      throw new IllegalArgumentException(
          "canonical JSON: expected an integer, got " + number.asText());
    }
    out.writeBytes(utf8(number.bigIntegerValue().toString()));
  }

  private static void writeString(byte[] utf8, ByteArrayOutputStream out) {
    out.write('"');
    for (byte b : utf8) {
      if (b == '"' || b == '\\') {
        out.write('\\');
      }
      out.write(b);
    }
    out.write('"');
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "canonical JSON: expected Unicode text, got half of a surrogate pair", e);
    }
  }
}
