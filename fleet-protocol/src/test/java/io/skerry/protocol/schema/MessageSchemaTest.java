package io.skerry.protocol.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.schema.Samples.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageSchemaTest {
  private final Schemas schemas = new Schemas();

  static Stream<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void describesWhatIsWritten(Sample sample) {
    assertEquals(List.of(), schemas.faults(sample.schema(), sample.value()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsBackWhatIsWritten(Sample sample) throws FormatException {
    byte[] written = Json.write(sample.value());
    assertEquals(sample.value(), Json.read(written, sample.value().getClass()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refusesAnUnknownFieldAtEveryLevel(Sample sample) {
    for (byte[] altered : Alterations.withUnknownField(Json.tree(sample.value()))) {
      String json = new String(altered, StandardCharsets.UTF_8);
      assertFalse(schemas.faults(sample.schema(), altered).isEmpty(), json);
      assertThrows(
          FormatException.class, () -> Json.read(altered, sample.value().getClass()), json);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void requiresEveryFieldThatIsAlwaysWritten(Sample sample) {
    JsonNode tree = Json.tree(sample.value());
    for (String field : Alterations.fields(tree)) {
      if (!sample.schema().equals("fetch-answer") || !field.equals("bytes")) {
        ObjectNode altered = tree.deepCopy();
        altered.remove(field);
        assertFalse(schemas.faults(sample.schema(), Json.write(altered)).isEmpty(), field);
      }
    }
  }

  @Test
  void describesTheEnvelope() {
    byte[] envelope =
        Envelope.sign(
                Assignment.PAYLOAD_TYPE,
                new byte[] {1, 2},
                List.of(Ed25519Signer.generate(new SecureRandom())))
            .toBytes();
    assertEquals(List.of(), schemas.faults("dsse-envelope", envelope));
  }

  @Test
  void describesAnAnswerWithoutAFile() {
    String absent = "{\"id\":1,\"name\":\"9.root.json\",\"offset\":0,\"total\":0}";
    assertEquals(
        List.of(), schemas.faults("fetch-answer", absent.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everySchemaHasASample() throws IOException {
    Set<String> sampled = Samples.all().map(Sample::schema).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(Schemas.FOLDER)) {
      List<String> unsampled =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".json"))
              .map(name -> name.substring(0, name.length() - ".json".length()))
              .filter(name -> !sampled.contains(name))
              .sorted()
              .toList();
      assertEquals(List.of("dsse-envelope", "manifest", "types"), unsampled);
    }
  }

  @Test
  void refusesAnEventWhoseTypeIsNotItsDatas() {
    ObjectNode event =
        samples()
            .filter(sample -> sample.schema().equals("event"))
            .map(sample -> (ObjectNode) Json.tree(sample.value()))
            .findFirst()
            .orElseThrow();
    event.put("type", "skerry.activity");
    assertTrue(
        schemas.faults("event", Json.write(event)).stream()
            .anyMatch(fault -> fault.contains("oneOf") || fault.contains("valid")));
  }
}
