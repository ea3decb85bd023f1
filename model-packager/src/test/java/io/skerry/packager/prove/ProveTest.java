package io.skerry.packager.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.OnnxBytes;
import io.skerry.packager.SourceFixture;
import io.skerry.packager.file.Folders;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProveTest {
  @TempDir Path folder;
  private SourceFixture source;
  private Path release;

  @BeforeEach
  void prepare() throws IOException {
    source = new SourceFixture(folder.resolve("source"));
    release = folder.resolve("release");
  }

  @Test
  void writesAProofOfExactlyThisManifest() throws Exception {
    pack();
    Cli.Run run = new Cli().done("prove", release, "--json");
    assertEquals("0.0", run.json().path("variants").path("cpu").asText());
    assertTrue(
        Files.readString(release.resolve("proof.json"))
            .contains(run.json().path("manifest").asText()));
  }

  @Test
  void catchesAnAlteredExpectedOutput() throws IOException {
    source.file("golden/one/out/y.npy", SourceFixture.floats(new long[] {1, 4}, 1, 2, 3.1f, 4));
    pack();
    String refusal = refusal();
    assertTrue(refusal.contains("sample one, output y: element 2: expected 3.09"), refusal);
    assertFalse(Files.exists(release.resolve("proof.json")));
  }

  @Test
  void catchesANaN() throws IOException {
    source.file(
        "golden/one/in/x.npy", SourceFixture.floats(new long[] {1, 1, 2, 2}, 1, 2, Float.NaN, 4));
    pack();
    assertTrue(refusal().contains("NaN"));
  }

  @Test
  void recordsTheOutputsOfSamplesThatHaveNone() throws Exception {
    Folders.delete(source.folder().resolve("golden/one/out"));
    pack();
    assertTrue(refusal().contains("--record"));
    new Cli().done("prove", release, "--record");
    new Cli().done("prove", release);
    ModelContent model = (ModelContent) manifest().content();
    assertEquals(
        model.blobs().size(), Folders.list(release.resolve("blobs")).size(), "no blob left over");
  }

  @Test
  void startsStateWithZerosAndFillsConstants() throws Exception {
    counter();
    source.file("golden/one/out/y.npy", SourceFixture.floats(new long[] {2, 1}, 8, 9));
    pack();
    new Cli().done("prove", release);
  }

  @Test
  void refusesAModelThatOnnxRuntimeCannotLoad() throws IOException {
    source.file(
        "model.onnx",
        OnnxBytes.model(
            new OnnxBytes()
                .message(1, OnnxBytes.node("NoSuchOperator", "", "x", "y"))
                .text(2, "graph")
                .message(11, OnnxBytes.value("x", OnnxBytes.FLOAT, "batch", "1", "2", "2"))
                .message(12, OnnxBytes.value("y", OnnxBytes.FLOAT, "batch", "4"))));
    pack();
    assertTrue(refusal().contains("variant cpu: ONNX Runtime can't load"));
  }

  @Test
  void refusesBlobsThatChanged() throws Exception {
    pack();
    String model =
        ((ModelContent) manifest().content()).variants().getFirst().blob().sha256().hex();
    Files.write(release.resolve("blobs").resolve(model), new byte[1], StandardOpenOption.APPEND);
    assertTrue(refusal().contains("pack again"));
  }

  @Test
  void refusesAModelWithoutSamples() throws IOException {
    source.replace("golden: {folder: golden, tolerance: \"0.001\"}", "");
    pack();
    assertTrue(refusal().contains("no golden samples"));
  }

  @Test
  void aVariantsOwnToleranceReplacesTheSamples() throws IOException {
    source.file("golden/one/out/y.npy", SourceFixture.floats(new long[] {1, 4}, 1, 2, 3.1f, 4));
    source.replace("file: model.onnx", "file: model.onnx, tolerance: \"0.1\"");
    pack();
    new Cli().done("prove", release);
  }

  private void counter() throws IOException {
    source.file("model.onnx", OnnxBytes.counter());
    Folders.delete(source.folder().resolve("golden"));
    source.file("golden/one/in/x.npy", SourceFixture.floats(new long[] {2, 1}, 1, 2));
    source.yaml(
        SourceFixture.YAML
                .replaceAll("input: .*", "input: {kind: tensors}")
                .replaceAll("output: .*", "output: {kind: tensors}")
                .replaceAll("labels: .*\n", "")
            + "state: [{output: next, input: state}]\nconstants: [{tensor: k, value: \"7\"}]\n");
  }

  private void pack() {
    new Cli().done("pack", source.folder(), "--out", release);
  }

  private Manifest manifest() throws Exception {
    return Manifest.parse(Files.readAllBytes(release.resolve("manifest.json")));
  }

  private String refusal() {
    Cli.Run run = new Cli().run("prove", release);
    assertEquals(1, run.exitCode(), run.toString());
    return run.error();
  }
}
