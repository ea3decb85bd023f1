package io.skerry.protocol.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{ } | {}",
        "[ ] | []",
        "[1, 2 , 3] | [1,2,3]",
        "{\"b\":1,\"a\":[true,false,null]} | {\"a\":[true,false,null],\"b\":1}",
        "{\"a\":{\"d\":1,\"c\":\"\"}} | {\"a\":{\"c\":\"\",\"d\":1}}",
        "-0 | 0",
        "-12 | -12",
        "123456789012345678901234567890 | 123456789012345678901234567890",
        "\"\\\"\\\\\\/\" | \"\\\"\\\\/\"",
        "\"\\u00e9\\u20ac\" | \"é€\"",
      })
  void writesGoldenBytes(String json, String canonical) throws FormatException {
    assertEquals(canonical, encode(json));
  }

  @Test
  void leavesControlCharactersRaw() throws FormatException {
    assertEquals("\"a\nb\u0000\"", encode("\"a\\nb\\u0000\""));
  }

  @Test
  void sortsByCodePointAndNotByUtf16Unit() throws FormatException {
    // U+FF5E comes before U+1F600, whose first UTF-16 unit (D83D) is the smaller one.
    assertEquals(
        "{\"\uFF5E\":1,\"\uD83D\uDE00\":2}", encode("{\"\\ud83d\\ude00\":2,\"\\uff5e\":1}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1.0", "1e3", "{\"a\":[0.1]}"})
  void refusesFloats(String json) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> encode(json));
    assertTrue(e.getMessage().contains("expected an integer"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00x\""})
  void refusesHalfASurrogatePair(String json) {
    assertThrows(IllegalArgumentException.class, () -> encode(json));
  }

  @Test
  void refusesHalfASurrogatePairInAName() {
    JsonNode tree = Json.object().put("\uD800", 1);
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.encode(tree));
  }

  @Test
  void refusesEndlessNesting() {
    ArrayNode inner = Json.object().putArray("a");
    JsonNode outer = inner;
    for (int i = 0; i < 100_000; i++) {
      outer = Json.object().putArray("a").add(outer);
    }
    JsonNode deep = outer;
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.encode(deep));
  }

  private static String encode(String json) throws FormatException {
    JsonNode tree = Json.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    return new String(CanonicalJson.encode(tree), StandardCharsets.UTF_8);
  }
}
