package io.skerry.packager.prove;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.skerry.packager.cli.Failure;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.npy.NpyArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One model loaded by ONNX Runtime on the CPU, one thread. Confined to one thread; close it. */
final class CpuSession implements AutoCloseable {
  private final String variant;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private CpuSession(String variant, OrtEnvironment environment, OrtSession session) {
    this.variant = variant;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads a model; its bytes stay outside the heap.
   *
   * @throws Failure REFUSED if ONNX Runtime can't
   */
  static CpuSession open(String variant, Path model) throws Failure {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return new CpuSession(
          variant, environment, environment.createSession(model.toString(), options));
    } catch (OrtException e) {
      throw failure(variant, "can't load the model", e);
    }
  }

  Set<String> inputNames() {
    return session.getInputNames();
  }

  Set<String> outputNames() {
    return session.getOutputNames();
  }

  /**
   * Runs the model once.
   *
   * @return every output by name
   * @throws Failure REFUSED if ONNX Runtime can't
   */
  Map<String, NpyArray> run(Map<String, NpyArray> inputs) throws Failure {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, NpyArray> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        Map<String, NpyArray> outputs = new HashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), array(output.getKey(), output.getValue()));
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw failure(variant, "can't run the model", e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(NpyArray array) throws OrtException {
    ByteBuffer data = array.data();
    ByteBuffer direct = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.nativeOrder());
    direct.put(data).flip();
    return OnnxTensor.createTensor(
        environment, direct, array.shape(), OnnxTypes.javaType(array.type()));
  }

  private NpyArray array(String name, OnnxValue value) throws Failure {
    if (value instanceof OnnxTensor tensor) {
      OnnxJavaType type = tensor.getInfo().type;
      ElementType element =
          OnnxTypes.elementType(type)
              .orElseThrow(() -> Failure.refused(name + ": an output of type " + type));
      return NpyArray.of(element, tensor.getInfo().getShape(), tensor.getByteBuffer());
    }
    throw Failure.refused(name + ": expected an output that is a tensor, got " + value.getType());
  }

  private static Failure failure(String variant, String what, OrtException e) {
    return Failure.refused("variant " + variant + ": ONNX Runtime " + what + ": " + e.getMessage());
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime can't close a session", e);
    }
  }
}
