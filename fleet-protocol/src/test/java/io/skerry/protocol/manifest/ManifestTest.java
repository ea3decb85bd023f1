package io.skerry.protocol.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.json.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void writesNothingNewForAModelOfOneFile() throws FormatException {
    String json = new String(parse(MODEL).toBytes(), StandardCharsets.UTF_8);
    for (String field : List.of("parts", "files", "batching", "\"part\"")) {
      assertFalse(json.contains(field), json);
    }
  }

  @Test
  void countsTheFilesOfEveryPartAndTheTokenizer() throws Exception {
    ModelContent content = translator(text -> text);
    assertEquals(4, content.blobs().size()); // decoder, encoder and tokenizer, one golden array
    assertEquals(2, content.variants().getFirst().allFiles().size());
    assertEquals(content.parts().get("encoder"), content.tensors(content.golden().getFirst()));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"files\":{\"encoder\"', '\"files\":{\"other\"'",
    "'\"part\":\"encoder\",\"memory\"', '\"part\":\"x\",\"memory\"'",
    "'\"part\":\"encoder\",\"tolerance\"', '\"part\":\"x\",\"tolerance\"'",
    "'\"start\":1,', ''",
    "'\"lengthPenalty\":\"1\"', '\"lengthPenalty\":\"5\"'",
  })
  void refusesPartsThatDoNotGoTogether(String part, String with) {
    assertThrows(FormatException.class, () -> translator(text -> text.replace(part, with)));
  }

  @Test
  void refusesStepsThatCutAFrame() {
    LogMel mel =
        new LogMel(
            512,
            512,
            320,
            LogMel.Mel.HTK,
            40,
            new Decimal("0"),
            new Decimal("8000"),
            new Decimal("1e-6"),
            new Decimal("1"),
            new Decimal("0"),
            LogMel.Order.FRAMES_BINS);
    assertEquals(
        10, new Input.Audio("x", 16000, 3200, 192, Optional.of(mel)).features().get().frames(3392));
    for (int[] bad : new int[][] {{3201, 192}, {3200, 191}, {320, 0}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Input.Audio("x", 16000, bad[0], bad[1], Optional.of(mel)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new Input.Audio("x", 8000, 3200, 192, Optional.of(mel)));
  }

  private static ModelContent translator(UnaryOperator<String> change) throws FormatException {
    String encoder =
        "\"encoder\":{\"part\":\"encoder\",\"memory\":[{\"output\":\"m\",\"input\":\"m\"}]}";
    String json =
        """
        {"schema":1,"release":"text/translator@1.0.0","parameters":{},
         "card":{"licence":"MIT","authors":[],"description":"","metrics":[]},
         "content":{"kind":"model","task":"translation","labels":[],
          "variants":[{"id":"cpu","engine":"onnxruntime","needs":{"arch":[]},
            "blob":{"sha256":"%1$s","length":1},"files":{"encoder":{"sha256":"%1$s","length":2}}}],
          "tensors":{"inputs":[],"outputs":[],"state":[],"constants":[]},
          "parts":{"encoder":{"inputs":[{"name":"ids","type":"int64","shape":["1"]}],
            "outputs":[],"state":[],"constants":[]}},
          "input":{"kind":"text","tokenizer":{"sha256":"%1$s","length":3},"maxTokens":8,"ids":"ids"},
          "output":{"kind":"generate",%2$s,"tokens":"t","logits":"l","start":1,"end":[2],
            "maxTokens":9,"beams":1,"lengthPenalty":"1"},
          "golden":[{"name":"one","inputs":{"ids":{"sha256":"%1$s","length":5}},
            "expected":{"m":{"sha256":"%1$s","length":5}},"part":"encoder","tolerance":"0"}]}}
        """
            .formatted(DIGEST, encoder);
    return (ModelContent) parse(change.apply(json)).content();
  }

  private static Manifest parse(String json) throws FormatException {
    return Manifest.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
