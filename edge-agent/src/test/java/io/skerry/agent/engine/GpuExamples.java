package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.onnxdata.OnnxModels;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.TensorRt;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Models, inputs, and what the CPU says of them, which is what a GPU must say. */
final class GpuExamples {
  static final Path CLASSIFIER = model("image-classifier");
  static final List<Path> CNNS =
      List.of(CLASSIFIER, model("fashion-classifier"), model("face-detector"));

  private GpuExamples() {}

  private static Path model(String name) {
    return Path.of("..", "models", name, name + ".onnx");
  }

  /** A model that quantises by nodes of its own, [4,8] to [4,8]. */
  static Path quantised(Path folder) throws IOException {
    return Files.write(folder.resolve("quantised.onnx"), OnnxModels.quantised(4, 8));
  }

  /** What a release asks for the classifier: batches from 1 to {@code most}. */
  static GpuOptions classifier(Precision precision, int most) throws IOException {
    Range range =
        new Range(List.of(1, 3, 32, 32), List.of(most, 3, 32, 32), List.of(most, 3, 32, 32));
    return asked(CLASSIFIER, precision, Map.of("image", range));
  }

  static GpuOptions asked(Path model, Precision precision, Map<String, Range> shapes)
      throws IOException {
    return new GpuOptions(
        Sha256.of(Files.readAllBytes(model)),
        Optional.of(new TensorRt(Optional.of(precision), shapes, Optional.empty())),
        List.of(),
        session -> Optional.empty());
  }

  /** Noise from 0 to 1; {@code batch} for dimensions of any size. */
  static Map<String, Tensor> inputs(Session session, int batch) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Tensors.Spec spec : session.inputs()) {
      long[] shape = spec.dimensions();
      for (int i = 0; i < shape.length; i++) {
        shape[i] = shape[i] < 0 ? batch : shape[i];
      }
      assertEquals(ElementType.FLOAT32, spec.type());
      Tensor tensor = Tensor.allocate(spec.type(), shape);
      FloatBuffer values = tensor.floats();
      Random random = new Random(batch);
      while (values.hasRemaining()) {
        values.put(random.nextFloat());
      }
      inputs.put(spec.name(), tensor);
    }
    return inputs;
  }

  /** Runs both, and fails if an element differs by more than this much of the largest. */
  static void agrees(Session expected, Session session, int batch, double tolerance)
      throws EngineException {
    Map<String, Tensor> inputs = inputs(expected, batch);
    Map<String, Tensor> right = expected.run(inputs);
    Map<String, Tensor> given = session.run(inputs);
    assertEquals(right.keySet(), given.keySet());
    right.forEach((name, tensor) -> agrees(name, tensor, given.get(name), tolerance));
    right.values().forEach(Tensor::free);
    given.values().forEach(Tensor::free);
  }

  private static void agrees(String name, Tensor right, Tensor given, double tolerance) {
    assertArrayEquals(right.shape(), given.shape());
    FloatBuffer one = right.floats();
    FloatBuffer other = given.floats();
    double largest = 1;
    for (int i = 0; i < one.limit(); i++) {
      largest = Math.max(largest, Math.abs(one.get(i)));
    }
    for (int i = 0; i < one.limit(); i++) {
      assertEquals(one.get(i), other.get(i), tolerance * largest, name + "[" + i + "]");
    }
  }

  static Session cpu(Path model) throws EngineException {
    return Engines.onnxRuntime().open(model, new SessionOptions(1));
  }
}
