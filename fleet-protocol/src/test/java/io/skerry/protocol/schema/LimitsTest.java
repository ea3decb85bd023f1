package io.skerry.protocol.schema;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.schema.Samples.Sample;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record and its schema draw the line at the same place. */
final class LimitsTest {
  private final Schemas schemas = new Schemas();

  @ParameterizedTest
  @CsvSource({
    "reported-state, /releases, 1024",
    "reported-state, /refusals, 16",
    "reported-state, /agent/engines, 16",
    "want, /ranges, 1024",
  })
  void holdAsManyElements(String schema, String pointer, int most) {
    Sample sample = sample(schema);
    JsonNode tree = Json.tree(sample.value());
    assertAccepted(sample, Alterations.repeated(tree, pointer, most));
    assertRefused(sample, Alterations.repeated(tree, pointer, most + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "assignment, /desired/0/parameters, 64",
    "reported-state, /releases/0/parameters, 64",
    "repository-files, /files, 256",
    "telemetry, /figures, 256",
  })
  void holdAsManyEntries(String schema, String pointer, int most) {
    Sample sample = sample(schema);
    JsonNode tree = Json.tree(sample.value());
    assertAccepted(sample, Alterations.widened(tree, pointer, most));
    assertRefused(sample, Alterations.widened(tree, pointer, most + 1));
  }

  @ParameterizedTest
  @CsvSource({"assignment, /desired/0/parameters", "reported-state, /releases/0/parameters"})
  void holdParametersOfTheSameLength(String schema, String pointer) {
    Sample sample = sample(schema);
    JsonNode tree = Json.tree(sample.value());
    assertAccepted(sample, Alterations.with(tree, pointer, parameter(64, 256)));
    assertRefused(sample, Alterations.with(tree, pointer, parameter(65, 256)));
    assertRefused(sample, Alterations.with(tree, pointer, parameter(64, 257)));
  }

  private static JsonNode parameter(int nameChars, int valueChars) {
    return Json.object().put("n".repeat(nameChars), "v".repeat(valueChars));
  }

  @ParameterizedTest
  @CsvSource({
    "assignment, /fleet, Shop",
    "assignment, /device, ''",
    "assignment, /device, a.b",
    "assignment, /certificate, abc",
    "assignment, /issued, yesterday",
    "assignment, /desired/0/release, vision/door@01.0.0",
    "assignment, /desired/0/release, vision/a/b@1.0.0",
    "assignment, /desired/0/release, vision/door@1000000.0.0",
    "reported-state, /releases/0/phase, HEALTHY",
    "repository-files, /files/timestamp.json, *",
    "fetch-answer, /bytes, AA*A",
    "enrolment-token, /url, http://controller.example",
    "enrolment-token, /authority, AB",
    "event, /data/kind, masks",
  })
  void refuseTheSameText(String schema, String pointer, String text) {
    Sample sample = sample(schema);
    JsonNode tree = Json.tree(sample.value());
    assertRefused(sample, Alterations.with(tree, pointer, TextNode.valueOf(text)));
  }

  @ParameterizedTest
  @CsvSource({"want, /ranges/0/first, -1", "want, /device, 3", "presence, /online, 1"})
  void refuseTheSameNumbers(String schema, String pointer, int number) {
    Sample sample = sample(schema);
    JsonNode tree = Json.tree(sample.value());
    assertRefused(sample, Alterations.with(tree, pointer, IntNode.valueOf(number)));
  }

  @ParameterizedTest
  @CsvSource({
    "assignment, /version",
    "reported-state, /sequence",
    "reported-state, /assignment",
  })
  void holdNumbersUpTo53Bits(String schema, String pointer) {
    Sample sample = sample(schema);
    JsonNode tree = Json.tree(sample.value());
    long most = (1L << 53) - 1;
    assertAccepted(sample, Alterations.with(tree, pointer, LongNode.valueOf(most)));
    assertRefused(sample, Alterations.with(tree, pointer, LongNode.valueOf(most + 1)));
    assertRefused(sample, Alterations.with(tree, pointer, LongNode.valueOf(Long.MAX_VALUE)));
  }

  private void assertAccepted(Sample sample, byte[] json) {
    assertEquals(List.of(), schemas.faults(sample.schema(), json));
    assertDoesNotThrow(() -> Json.read(json, sample.value().getClass()));
  }

  private void assertRefused(Sample sample, byte[] json) {
    assertFalse(schemas.faults(sample.schema(), json).isEmpty(), "schema");
    assertThrows(FormatException.class, () -> Json.read(json, sample.value().getClass()));
  }

  private static Sample sample(String schema) {
    return Samples.all().filter(each -> each.schema().equals(schema)).findFirst().orElseThrow();
  }
}
