package io.skerry.protocol.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.json.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ManifestTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String MODEL =
      """
      {"schema":1,"release":"vision/face-detector@1.2.0",
       "card":{"licence":"MIT","authors":["A"],"description":"faces"},
       "parameters":{"minScore":{"type":"decimal","default":"0.7","min":"0.3","max":"0.99"}},
       "content":{"kind":"model","task":"object-detection","labels":["background","face"],
        "variants":[{"id":"fp32-cpu","engine":"onnxruntime","needs":{"arch":["x86_64"]},
          "blob":{"sha256":"%1$s","length":70000,"index":{"sha256":"%1$s","length":72}}}],
        "tensors":{"inputs":[{"name":"in","type":"float32","shape":["1","3","240","320"]}],
          "outputs":[{"name":"out","type":"float32","shape":["batch","2"]}]},
        "input":{"kind":"image","tensor":"in","width":320,"height":240,"fit":"stretch","pad":0,
          "colour":"RGB","layout":"NCHW","scale":"1","mean":["127"],"std":["128"]},
        "output":{"kind":"boxes","form":"ssd","scores":"s","boxes":"b","background":0,
          "activation":"none","minScore":"0.5","nmsIou":"0.3"},
        "golden":[{"name":"one","inputs":{"in":{"sha256":"%1$s","length":5}},
          "expected":{"out":{"sha256":"%1$s","length":5}},"tolerance":"0.001"}]}}
      """
          .formatted(DIGEST);

  @Test
  void writesWhatItRead() throws FormatException {
    Manifest manifest = parse(MODEL);
    assertEquals(manifest, Manifest.parse(manifest.toBytes()));
    assertArrayEquals(manifest.toBytes(), Manifest.parse(manifest.toBytes()).toBytes());
    assertEquals(2, manifest.content().blobs().size());
  }

  @Test
  void fillsOneMeanOverAllChannels() throws FormatException {
    ModelContent content = (ModelContent) parse(MODEL).content();
    assertEquals(3, ((Input.Image) content.input()).mean().size());
  }

  @Test
  void namesTheFieldItDoesNotKnow() {
    FormatException e =
        assertThrows(
            FormatException.class, () -> parse(MODEL.replace("\"schema\"", "\"x\":1,\"schema\"")));
    assertTrue(e.getMessage().contains("\"x\""), e.getMessage());
  }

  @Test
  void refusesAParameterThatTheKindDoesNotKnow() {
    assertThrows(
        FormatException.class,
        () -> parse(MODEL.replace("{\"minScore\":{\"type\"", "{\"url\":{\"type\"")));
  }

  @Test
  void refusesParameterValuesOutOfBounds() throws FormatException {
    Parameter parameter = parse(MODEL).parameters().get("minScore");
    assertEquals(Optional.empty(), parameter.refusal("0.990"));
    assertEquals(Optional.of("expected 0.3 to 0.99, got 0.1"), parameter.refusal("0.1"));
    assertTrue(parameter.refusal("NaN").isPresent());
  }

  @Test
  void refusesDecimalsWrittenAsNumbers() {
    assertThrows(
        FormatException.class, () -> parse(MODEL.replace("\"scale\":\"1\"", "\"scale\":1.0")));
  }

  private static Manifest parse(String json) throws FormatException {
    return Manifest.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
