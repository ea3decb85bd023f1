package io.skerry.packager.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.OnnxBytes;
import io.skerry.packager.SourceFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackRefusalTest {
  @TempDir Path folder;
  private SourceFixture source;

  @BeforeEach
  void prepare() throws IOException {
    source = new SourceFixture(folder.resolve("source"));
  }

  @Test
  void namesLineAndColumnOfAnUnknownKey() throws IOException {
    source.replace("  licence: Apache-2.0", "  licence: Apache-2.0\n  colour: red");
    refuses("card.colour: unknown key; expected one of authors", "(line 7, column 3)");
  }

  @Test
  void namesAnUnknownKeyInsideTheInput() throws IOException {
    source.replace("pad: 0", "pad: 0, sharpen: 1");
    refuses("input.sharpen: unknown key", "line 12");
  }

  @Test
  void asksForQuotesAroundDecimals() throws IOException {
    source.replace("scale: \"1\"", "scale: 0.5");
    refuses("input.scale: expected a decimal in quotes: \"0.5\"", "line 12");
  }

  @Test
  void asksForQuotesAroundDecimalsOfParameters() throws IOException {
    source.replace("default: \"0.7\"", "default: 0.7");
    refuses("parameters.minScore.default: expected a decimal in quotes: \"0.7\"");
  }

  @Test
  void refusesRepeatedKeysAnchorsAndTags() throws IOException {
    source.replace("task: image", "task: other\ntask: image");
    refuses("each key once, got 'task' again", "line 5");
    source.yaml(SourceFixture.YAML.replace("[Test]", "&a [Test]"));
    refuses("anchor");
    source.yaml(SourceFixture.YAML.replace("[Test]", "!!java.net.URL [Test]"));
    refuses("tag");
  }

  @Test
  void refusesMissingFieldsAndAnotherKind() throws IOException {
    source.replace("task: image-classification\n", "");
    refuses("task");
    source.yaml(SourceFixture.YAML.replace("kind: model", "kind: pipeline"));
    refuses("kind: expected model, got 'pipeline'");
  }

  @Test
  void refusesParametersThatModelsDoNotHave() throws IOException {
    source.replace("  minScore:", "  url:");
    refuses("parameters: ", "url");
  }

  @Test
  void refusesFilesOutsideTheFolder() throws IOException {
    Files.write(folder.resolve("outside.onnx"), OnnxBytes.flatten());
    source.replace("model.onnx", "../outside.onnx");
    refuses("expected a path inside");
    source.yaml(
        SourceFixture.YAML.replace("model.onnx", folder.resolve("outside.onnx").toString()));
    refuses("expected a path inside");
    Files.createSymbolicLink(source.folder().resolve("link.onnx"), folder.resolve("outside.onnx"));
    source.yaml(SourceFixture.YAML.replace("model.onnx", "link.onnx"));
    refuses("a link that leaves the folder");
  }

  @Test
  void refusesWeightsInOtherFiles() throws IOException {
    for (String location : new String[] {"/etc/passwd", "../w.bin", "link.bin"}) {
      if (location.equals("link.bin")) {
        Files.createSymbolicLink(source.folder().resolve(location), Path.of("/etc/hostname"));
      }
      external(location);
      refuses("point outside the folder, at '" + location + "'");
    }
    external("weights.bin");
    refuses("save it as one file");
  }

  @Test
  void refusesForeignOperators() throws IOException {
    source.file("model.onnx", OnnxBytes.model(OnnxBytes.flattenGraph("com.example")));
    refuses("com.example.Flatten");
  }

  @Test
  void refusesPicturesThatDoNotFitTheTensor() throws IOException {
    source.replace("width: 2", "width: 3");
    refuses("input.tensor: expected float32 [?, 1, 2, 3], got x float32 [batch, 1, 2, 2]");
    source.yaml(SourceFixture.YAML.replace("layout: NCHW", "layout: NHWC"));
    refuses("input.tensor: expected float32 [?, 2, 2, 1]");
  }

  @Test
  void refusesTensorsThatTheModelDoesNotHave() throws IOException {
    source.replace("kind: classify", "kind: classify, tensor: z");
    refuses("output.tensor: expected one of the tensors [y], got 'z'");
    source.yaml(
        SourceFixture.YAML.replace(
            "kind: classify, activation: none, topK: 1",
            "kind: boxes, form: ssd, activation: none, minScore: \"0.5\", nmsIou: \"0.3\""));
    refuses("output: expected 'boxes:', since none of the tensors [y] could be meant");
  }

  @Test
  void refusesAnotherNumberOfLabels() throws IOException {
    source.replace("labels: labels.txt", "labels: [a, b]");
    refuses("labels: expected 4 labels, one per class of y, got 2");
  }

  @Test
  void refusesSamplesThatDoNotFit() throws IOException {
    source.file("golden/one/in/x.npy", SourceFixture.floats(new long[] {1, 4}, 1, 2, 3, 4));
    refuses("golden/one", "tensor x: expected float32");
    source.file("golden/one/in/x.npy", new byte[] {1, 2, 3});
    refuses("x.npy: array: expected a NumPy file");
  }

  @Test
  void refusesStateAndConstantsThatDoNotFit() throws IOException {
    source.file("model.onnx", OnnxBytes.counter());
    String raw =
        SourceFixture.YAML
            .replaceAll("input: .*", "input: {kind: tensors}")
            .replaceAll("output: .*", "output: {kind: tensors}")
            .replaceAll("labels: .*\n", "")
            .replaceAll("golden: .*\n", "");
    source.yaml(raw + "state: [{output: next, input: k}]\n");
    refuses("state.0: expected an output and an input of one type and shape");
    source.yaml(raw + "constants: [{tensor: k, value: \"0.5\"}]\n");
    refuses("constants.0.value: INT64: expected a whole number");
    source.yaml(raw + "constants: [{tensor: q, value: \"1\"}]\n");
    refuses("constants.0.tensor: expected one of [x, state, k], got 'q'");
  }

  @Test
  void refusesTolerancesAboveOne() throws IOException {
    source.replace("tolerance: \"0.001\"", "tolerance: \"2\"");
    refuses("golden.tolerance: expected \"0\" to \"1\", got 2");
  }

  private void external(String location) throws IOException {
    OnnxBytes graph = OnnxBytes.flattenGraph("").message(5, OnnxBytes.external(location));
    source.file("model.onnx", OnnxBytes.model(graph));
  }

  private void refuses(String... parts) {
    Cli.Run run = new Cli().run("pack", source.folder(), "--out", folder.resolve("out"));
    assertEquals(1, run.exitCode(), run.toString());
    for (String part : parts) {
      assertTrue(run.error().contains(part), run.error());
    }
  }
}
