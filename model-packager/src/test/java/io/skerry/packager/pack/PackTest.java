package io.skerry.packager.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.packager.Cli;
import io.skerry.packager.SourceFixture;
import io.skerry.packager.file.Folders;
import io.skerry.protocol.chunk.ChunkIndex;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackTest {
  @TempDir Path folder;
  private SourceFixture source;

  @BeforeEach
  void prepare() throws IOException {
    source = new SourceFixture(folder.resolve("source"));
  }

  @Test
  void fillsTheTensorNamesThatWereLeftOut() throws Exception {
    ModelContent model = (ModelContent) pack("out").content();
    assertEquals("x", ((Input.Image) model.input()).tensor());
    assertEquals("y", ((Output.Classify) model.output()).tensor());
    assertEquals(4, model.labels().size());
  }

  @Test
  void givesTheSameBytesWhateverTimesAndOrder() throws Exception {
    source.file("golden/two/in/x.npy", SourceFixture.floats(new long[] {1, 1, 2, 2}, 0, 0, 0, 1));
    source.file("golden/two/out/y.npy", SourceFixture.floats(new long[] {1, 4}, 0, 0, 0, 1));
    pack("one");
    SourceFixture again = new SourceFixture(folder.resolve("again"));
    again.file("golden/two/out/y.npy", SourceFixture.floats(new long[] {1, 4}, 0, 0, 0, 1));
    again.file("golden/two/in/x.npy", SourceFixture.floats(new long[] {1, 1, 2, 2}, 0, 0, 0, 1));
    Files.setLastModifiedTime(again.folder().resolve("model.onnx"), FileTime.fromMillis(1));
    new Cli().done("pack", again.folder(), "--out", folder.resolve("two"));
    assertEquals(
        Files.readString(folder.resolve("one/manifest.json")),
        Files.readString(folder.resolve("two/manifest.json")));
    assertEquals(names(folder.resolve("one/blobs")), names(folder.resolve("two/blobs")));
  }

  @Test
  void indexesBlobsOver64KiB() throws Exception {
    byte[] random = new byte[300_000];
    new Random(1).nextBytes(random);
    source.file("engine.plan", random);
    source.replace("variants:", "variants:\n  - {id: trt, engine: tensorrt, file: engine.plan}");
    ModelContent model = (ModelContent) pack("out").content();
    Blob blob = model.variants().getFirst().blob();
    byte[] index = Files.readAllBytes(blobs().resolve(blob.index().orElseThrow().sha256().hex()));
    assertEquals(random.length, ChunkIndex.parse(index, blob.length()).blobBytes());
    assertFalse(model.variants().get(1).blob().index().isPresent());
  }

  @Test
  void takesTheVersionFromTheCommandLine() throws Exception {
    new Cli().done("pack", source.folder(), "--out", folder.resolve("out"), "--version", "2.0.1");
    assertTrue(manifest("out").release().toString().endsWith("@2.0.1"));
  }

  @Test
  void packsPipelinesAndConfigurations() throws Exception {
    String head =
        "name: test/door\nversion: 1.0.0\ncard: {licence: MIT, authors: [], description: d}\n";
    Path pipeline = Files.createDirectory(folder.resolve("pipeline"));
    Files.writeString(
        pipeline.resolve("pipeline.yaml"),
        "kind: pipeline\n" + head + "source: door\nmodel: test/flatten\n");
    Path config = Files.createDirectory(folder.resolve("config"));
    Files.writeString(
        config.resolve("config.yaml"),
        "kind: config\n"
            + head
            + "parameters: {probationMs: {type: decimal, default: \"9\", min: \"1\", max: \"99\"}}\n");
    new Cli().done("pack", pipeline, "--out", folder.resolve("p"));
    new Cli().done("pack", config, "--out", folder.resolve("c"));
    assertEquals("9", manifest("c").parameters().get("probationMs").defaultValue());
  }

  @Test
  void refusesAFolderThatIsThereAlready() throws IOException {
    Files.createDirectory(folder.resolve("out"));
    assertEquals(2, run().exitCode());
  }

  @Test
  void leavesNothingBehindWhenItFails() throws IOException {
    source.replace("labels.txt", "missing.txt");
    assertEquals(1, run().exitCode());
    assertEquals("[source]", names(folder));
  }

  @Test
  void refusesModelsOver2GiB() throws IOException {
    sparse("model.onnx", (2L << 30) + 1);
    assertTrue(refusal().contains("2 GiB"));
  }

  @Test
  void refusesSamplesOver64MiB() throws IOException {
    sparse("golden/one/in/x.npy", (64L << 20) + 8192);
    assertTrue(refusal().contains("x.npy: expected at most"));
  }

  @Test
  void readsLabelsFromALastLineWithoutEnd() throws Exception {
    source.file("labels.txt", "ä\r\nb\nc\nd".getBytes(StandardCharsets.UTF_8));
    assertEquals("ä", ((ModelContent) pack("out").content()).labels().getFirst());
  }

  private void sparse(String name, long length) throws IOException {
    try (var file = new java.io.RandomAccessFile(source.folder().resolve(name).toFile(), "rw")) {
      file.setLength(length);
    }
  }

  private Path blobs() {
    return folder.resolve("out/blobs");
  }

  private Manifest pack(String out) throws Exception {
    new Cli().done("pack", source.folder(), "--out", folder.resolve(out));
    return manifest(out);
  }

  private Manifest manifest(String out) throws Exception {
    return Manifest.parse(Files.readAllBytes(folder.resolve(out).resolve("manifest.json")));
  }

  private Cli.Run run() {
    return new Cli().run("pack", source.folder(), "--out", folder.resolve("out"));
  }

  private String refusal() {
    Cli.Run run = run();
    assertEquals(1, run.exitCode(), run.err());
    return run.error();
  }

  private static String names(Path at) throws IOException {
    return Folders.list(at).stream().map(path -> path.getFileName().toString()).toList().toString();
  }
}
