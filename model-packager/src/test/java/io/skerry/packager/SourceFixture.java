package io.skerry.packager;

import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.npy.NpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A source folder of a small model, to be spoilt by tests. */
public final class SourceFixture {
  public static final String YAML =
      """
      kind: model
      name: test/flatten
      version: 1.0.0
      task: image-classification
      card:
        licence: Apache-2.0
        authors: [Test]
        description: "Tells the four pixels of a picture"
        metrics: [{name: accuracy, value: "0.5", dataset: none}]
      variants:
        - {id: cpu, engine: onnxruntime, file: model.onnx, needs: {arch: [x86_64, aarch64]}}
      input: {kind: image, width: 2, height: 2, fit: stretch, pad: 0, colour: GRAY, layout: NCHW, scale: "1", mean: ["0"], std: ["1"]}
      output: {kind: classify, activation: none, topK: 1}
      labels: labels.txt
      parameters:
        minScore: {type: decimal, default: "0.7", min: "0.3", max: "0.99"}
      golden: {folder: golden, tolerance: "0.001"}
      """;

  private final Path folder;

  /** Writes it. */
  public SourceFixture(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    yaml(YAML);
    file("model.onnx", OnnxBytes.flatten());
    file("labels.txt", "a\nb\nc\nd\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    file("golden/one/in/x.npy", floats(new long[] {1, 1, 2, 2}, 1, 2, 3, 4));
    file("golden/one/out/y.npy", floats(new long[] {1, 4}, 1, 2, 3, 4));
  }

  public Path folder() {
    return folder;
  }

  public SourceFixture replace(String part, String with) throws IOException {
    Path file = folder.resolve("model.yaml");
    String yaml = Files.readString(file);
    if (!yaml.contains(part)) {
      throw new AssertionError("no '" + part + "' in " + yaml);
    }
    return yaml(yaml.replace(part, with));
  }

  public SourceFixture yaml(String yaml) throws IOException {
    Files.writeString(folder.resolve("model.yaml"), yaml);
    return this;
  }

  public SourceFixture file(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return this;
  }

  public static byte[] floats(long[] shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return NpyArray.of(ElementType.FLOAT32, shape, data).toBytes();
  }
}
