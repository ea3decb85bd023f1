package io.skerry.agent.schedule;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The small models of the tests and what goes into them. */
final class TestModels {
  private static final Path FOLDER = Path.of("src/test/resources/schedule");

  private TestModels() {}

  static Session open(Engine engine, String name) throws EngineException {
    return engine.open(FOLDER.resolve(name + ".onnx"), new SessionOptions(1));
  }

  /** Without state and constants. */
  static Tensors plain(Session session) {
    return new Tensors(session.inputs(), session.outputs(), List.of(), List.of());
  }

  static Tensor floats(long[] shape, float... values) {
    Tensor tensor = Tensor.allocate(ElementType.FLOAT32, shape);
    tensor.floats().put(values);
    return tensor;
  }

  /** Input of {@code rows}: one row that starts with this value. */
  static Map<String, Tensor> row(float first) {
    return Map.of("x", floats(new long[] {1, 8}, first, 1, -1, 0.5f, 0, 0.25f, 2, -2));
  }

  static float[] values(Tensor tensor) {
    FloatBuffer floats = tensor.floats();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }
}
