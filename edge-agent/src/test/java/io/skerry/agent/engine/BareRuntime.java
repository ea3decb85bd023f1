package io.skerry.agent.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.skerry.protocol.manifest.ElementType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime called as its manual says, with our options: what ours is compared with. Confined to
 * one thread.
 */
public final class BareRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OnnxEngine.environment();
  private final OrtSession session;

  private BareRuntime(OrtSession session) {
    this.session = session;
  }

  /**
   * Loads a model, one thread a run.
   *
   * @throws OrtException if it can't
   */
  public static BareRuntime open(Path model) throws OrtException {
    try (OrtSession.SessionOptions options = OnnxEngine.settings(new SessionOptions(1))) {
      return new BareRuntime(OnnxEngine.environment().createSession(model.toString(), options));
    }
  }

  /**
   * All outputs, in the model's order, copied.
   *
   * @throws OrtException if it can't
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> given = new HashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        given.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(given)) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (var output : result) {
          outputs.put(output.getKey(), copy((OnnxTensor) output.getValue()));
        }
        return outputs;
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Tensor tensor) throws OrtException {
    long[] shape = tensor.shape();
    OnnxJavaType type =
        switch (tensor.type()) {
          case FLOAT32 -> OnnxJavaType.FLOAT;
          case FLOAT16 -> OnnxJavaType.FLOAT16;
          case FLOAT64 -> OnnxJavaType.DOUBLE;
          case BFLOAT16 -> OnnxJavaType.BFLOAT16;
          case INT8 -> OnnxJavaType.INT8;
          case UINT8 -> OnnxJavaType.UINT8;
          case INT16 -> OnnxJavaType.INT16;
          case INT32 -> OnnxJavaType.INT32;
          case INT64 -> OnnxJavaType.INT64;
          case BOOL -> OnnxJavaType.BOOL;
          case STRING -> OnnxJavaType.STRING;
          case UINT16, UINT32, UINT64 -> OnnxJavaType.UNKNOWN;
        };
    return switch (type) {
      case STRING ->
          OnnxTensor.createTensor(environment, tensor.texts().toArray(String[]::new), shape);
      case UNKNOWN -> // what the manual knows no way for
          OnnxInternals.of(environment)
              .wrap(OnnxTypes.toOnnx(tensor.type()), shape, tensor.bytes());
      default -> OnnxTensor.createTensor(environment, tensor.bytes(), shape, type);
    };
  }

  private static Tensor copy(OnnxTensor tensor) throws OrtException {
    long[] shape = tensor.getInfo().getShape();
    ElementType type;
    try {
      type = OnnxTypes.fromOnnx(tensor.getInfo().onnxType, "output");
    } catch (EngineException e) {
      throw new IllegalStateException(e);
    }
    if (type == ElementType.STRING) {
      return Tensor.ofTexts(texts(tensor.getValue()), shape);
    }
    ByteBuffer elements = tensor.getByteBuffer();
    return Tensor.wrap(type, shape, elements == null ? ByteBuffer.allocate(0) : elements);
  }

  private static List<String> texts(Object nested) {
    if (nested instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < Array.getLength(nested); i++) {
      texts.addAll(texts(Array.get(nested, i)));
    }
    return texts;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
