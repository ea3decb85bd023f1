package io.skerry.protocol.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a schema can't express. */
final class MessageRulesTest {
  private static final String ASSIGNMENT =
      """
      {"fleet":"shop","device":"door-1","certificate":"%s","version":1,
       "issued":"2026-11-24T10:00:00Z","expires":"2026-11-25T10:00:00Z","desired":[%s]}
      """;

  @Test
  void refusesTwoReleasesOfOneModel() {
    FormatException e =
        assertThrows(
            FormatException.class,
            () ->
                assignment(
                    "{\"release\":\"vision/door@1.0.0\",\"parameters\":{}},"
                        + "{\"release\":\"vision/door@2.0.0\",\"parameters\":{}}"));
    assertTrue(e.getMessage().contains("one release per model"), e.getMessage());
  }

  @Test
  void refusesMoreReleasesThanItsLimit() throws FormatException {
    assertEquals(256, assignment(desired(256)).desired().size());
    assertThrows(FormatException.class, () -> assignment(desired(257)));
  }

  @Test
  void readsAbsentMapsAsEmpty() throws FormatException {
    Assignment assignment = assignment("{\"release\":\"vision/door@1.0.0\"}");
    assertEquals(Map.of(), assignment.desired().getFirst().parameters());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"device\":\"door-1\",\"ranges\":[{\"first\":2,\"last\":1}]}",
        "{\"device\":\"door-1\",\"ranges\":[{\"first\":0,\"last\":2147483648}]}",
        "{\"device\":\"door-1\",\"ranges\":[{\"first\":0}]}",
        "{\"device\":\"door-1\",\"ranges\":[null]}",
        "{\"device\":null,\"ranges\":[]}",
        "{\"ranges\":[]}",
        "{\"device\":\"door-1\",\"device\":\"door-2\",\"ranges\":[]}",
        "{\"device\":\"door-1\",\"ranges\":[]} {}",
        "{\"device\":\"door-1\",\"ranges\":[]",
        "null",
        ""
      })
  void refusesOtherWants(String json) {
    assertThrows(FormatException.class, () -> read(json, Want.class));
  }

  @Test
  void refusesNestingBeyondItsLimit() {
    String deep = "[".repeat(100) + "]".repeat(100);
    assertThrows(
        FormatException.class,
        () -> read("{\"device\":\"door-1\",\"ranges\":" + deep + "}", Want.class));
  }

  private static Assignment assignment(String desired) throws FormatException {
    return read(ASSIGNMENT.formatted("ab".repeat(32), desired), Assignment.class);
  }

  private static String desired(int count) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < count; i++) {
      list.append(i == 0 ? "" : ",").append("{\"release\":\"vision/m" + i + "@1.0.0\"}");
    }
    return list.toString();
  }

  private static <T> T read(String json, Class<T> type) throws FormatException {
    return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
  }
}
