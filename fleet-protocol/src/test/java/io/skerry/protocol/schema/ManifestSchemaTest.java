package io.skerry.protocol.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests under test are those that the packager makes of {@code models/} and {@code
 * examples/}.
 */
final class ManifestSchemaTest {
  private final Schemas schemas = new Schemas();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "face-detector",
        "image-classifier",
        "fashion-classifier",
        "voice-activity",
        "tensors-only",
        "embedder",
        "sentiment",
        "number-translator",
        "digit-transcriber",
        "door",
        "hall",
        "shop"
      })
  void describesTheManifest(String name) throws Exception {
    byte[] manifest = resource(name);
    assertEquals(List.of(), schemas.faults("manifest", manifest));
    assertEquals(List.of(), schemas.faults("manifest", Manifest.parse(manifest).toBytes()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "face-detector",
        "voice-activity",
        "tensors-only",
        "embedder",
        "sentiment",
        "number-translator",
        "digit-transcriber",
        "door",
        "shop"
      })
  void refusesAnUnknownFieldAtEveryLevel(String name) throws Exception {
    for (byte[] altered : Alterations.withUnknownField(tree(name))) {
      assertRefused(altered);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "face-detector, /schema, 2",
    "face-detector, /release, '\"vision/face-detector\"'",
    "face-detector, /content/kind, '\"pipeline\"'",
    "face-detector, /content/variants, []",
    "face-detector, /content/variants/0/engine, '\"tflite\"'",
    "face-detector, /content/variants/0/blob/length, -1",
    "face-detector, /content/variants/0/blob/length, 17179869185",
    "face-detector, /content/variants/0/blob/index/length, 37",
    "face-detector, /content/variants/0/blob/index/length, 0",
    "face-detector, /content/variants/0/blob/index/length, 8388612",
    "face-detector, /content/input/width, 0",
    "face-detector, /content/input/height, 8193",
    "face-detector, /content/input/colour, '\"rgb\"'",
    "face-detector, /content/input/mean, '[\"1\",\"2\"]'",
    "face-detector, /content/input/mean, []",
    "face-detector, /content/input/std, '[\"0.0\"]'",
    "face-detector, /content/input/scale, 1",
    "face-detector, /content/input/scale, '\"1,5\"'",
    "face-detector, /content/golden/0/inputs, {}",
    "face-detector, /content/golden/0/expected, {}",
    "face-detector, /parameters/minScore/type, '\"regex\"'",
    "fashion-classifier, /content/input/mean, '[\"1\",\"2\",\"3\"]'",
    "fashion-classifier, /content/output/topK, 0",
    "fashion-classifier, /content/output/topK, 1001",
    "voice-activity, /content/input/rateHz, 999",
    "voice-activity, /content/input/rateHz, 192001",
    "voice-activity, /content/input/window, 0",
    "voice-activity, /content/input/window, 1048577",
    "voice-activity, /content/input/context, -1",
    "voice-activity, /content/tensors/inputs/0/type, '\"float\"'",
    "voice-activity, /parameters, '{\"source\":{\"type\":\"source\",\"default\":\"hall\"}}'",
    "embedder, /content/input/maxTokens, 0",
    "embedder, /content/input/maxTokens, 8193",
    "embedder, /content/input/tokenizer/length, 33554433",
    "embedder, /content/output/pool, '\"max\"'",
    "embedder, /content/output/normalise, '\"yes\"'",
    "sentiment, /content/batching/ragged/buckets, []",
    "sentiment, /content/batching/ragged/buckets, [0]",
    "sentiment, /content/batching/ragged/buckets, [1048577]",
    "sentiment, /content/batching/ragged/padding, {}",
    "sentiment, /content/batching/ragged/padding/ids, 0",
    "digit-transcriber, /content/output/blank, -1",
    "digit-transcriber, /content/output/beams, 0",
    "digit-transcriber, /content/output/beams, 65",
    "digit-transcriber, /content/input/features/fftSize, 500",
    "digit-transcriber, /content/input/features/frame, 0",
    "digit-transcriber, /content/input/features/hop, 0",
    "digit-transcriber, /content/input/features/bins, 513",
    "digit-transcriber, /content/input/features/mel, '\"bark\"'",
    "digit-transcriber, /content/input/features/order, '\"bins\"'",
    "number-translator, /content/output/end, []",
    "number-translator, /content/output/end, [-1]",
    "number-translator, /content/output/start, -1",
    "number-translator, /content/output/maxTokens, 0",
    "number-translator, /content/output/maxTokens, 4097",
    "number-translator, /content/output/beams, 17",
    "number-translator, /content/output/encoder/memory, []",
    "number-translator, /content/output/tokenizer/length, 33554433",
    "number-translator, /content/variants/0/files/encoder, '\"encoder.onnx\"'",
    "door, /content/model, '\"face-detector\"'",
    "tensors-only, /content/variants/0/tensorrt/precision, '\"bf16\"'",
    "tensors-only, /content/variants/0/tensorrt/plan/version, '\"10\"'",
    "tensors-only, /content/variants/0/tensorrt/plan/capability, '\"sm_87\"'",
    "tensors-only, /content/variants/0/tensorrt/shapes/ids/min, '[1,-1]'",
    "shop, /parameters, '{\"probationMs\":{\"type\":\"source\",\"default\":\"door\"}}'",
    "shop, /parameters, '{\"minScore\":{\"type\":\"choice\",\"default\":\"a\",\"choices\":[\"a\"]}}'",
    "shop, /parameters, '{\"url\":{\"type\":\"choice\",\"default\":\"a\",\"choices\":[\"a\"]}}'",
  })
  void drawsTheLineWhereTheRecordsDo(String name, String pointer, String json) throws Exception {
    JsonNode value = Json.mapper().readTree(json);
    assertRefused(Alterations.with(tree(name), pointer, value));
  }

  @ParameterizedTest
  @CsvSource({
    "face-detector, /content/variants, 16",
    "face-detector, /content/variants/0/needs/arch, 8",
    "face-detector, /content/golden, 64",
    "face-detector, /content/tensors/inputs, 64",
    "face-detector, /content/tensors/outputs, 64",
    "face-detector, /content/tensors/inputs/0/shape, 8",
    "face-detector, /card/authors, 64",
    "face-detector, /card/metrics, 64",
    "voice-activity, /content/tensors/state, 64",
    "voice-activity, /content/tensors/constants, 64",
    "number-translator, /content/output/end, 16",
    "number-translator, /content/output/encoder/memory, 64",
  })
  void holdsAsManyElementsAsTheRecords(String name, String pointer, int most) throws Exception {
    byte[] full = Alterations.repeated(tree(name), pointer, most);
    assertEquals(List.of(), schemas.faults("manifest", full));
    Manifest.parse(full);
    assertRefused(Alterations.repeated(tree(name), pointer, most + 1));
  }

  private void assertRefused(byte[] manifest) {
    String json = new String(manifest, StandardCharsets.UTF_8);
    assertFalse(schemas.faults("manifest", manifest).isEmpty(), json);
    assertThrows(FormatException.class, () -> Manifest.parse(manifest), json);
  }

  private static JsonNode tree(String name) throws IOException {
    return Json.mapper().readTree(resource(name));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        ManifestSchemaTest.class.getResourceAsStream("/manifests/" + name + ".json")) {
      return in.readAllBytes();
    }
  }
}
