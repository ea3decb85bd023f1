package io.skerry.agent.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.skerry.protocol.manifest.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model in ONNX Runtime. Inputs in direct memory are not copied; outputs are, once. */
final class OnnxSession implements Session {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<Tensors.Spec> inputs;
  private final List<Tensors.Spec> outputs;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OnnxSession(
      OrtEnvironment environment,
      OrtSession session,
      List<Tensors.Spec> inputs,
      List<Tensors.Spec> outputs) {
    this.environment = environment;
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Takes over a session, and closes it if it holds what we can't serve. */
  static OnnxSession adopt(OrtEnvironment environment, OrtSession session)
      throws EngineException, OrtException {
    boolean adopted = false;
    try {
      OnnxSession own =
          new OnnxSession(
              environment,
              session,
              OnnxTypes.specs(session.getInputInfo().values()),
              OnnxTypes.specs(session.getOutputInfo().values()));
      adopted = true;
      return own;
    } finally {
      if (!adopted) {
        session.close();
      }
    }
  }

  @Override
  public List<Tensors.Spec> inputs() {
    return inputs;
  }

  @Override
  public List<Tensors.Spec> outputs() {
    return outputs;
  }

  @Override
  public Map<String, Tensor> run(
      Map<String, Tensor> given, List<String> wanted, Cancellation cancellation)
      throws EngineException {
    if (closed.get()) {
      throw new IllegalStateException("session is closed");
    }
    Map<String, OnnxTensor> natives = HashMap.newHashMap(given.size());
    try {
      for (Map.Entry<String, Tensor> input : given.entrySet()) {
        natives.put(input.getKey(), wrap(input.getValue()));
      }
      try (OrtSession.Result result = session.run(natives)) {
        return copy(result);
      }
    } catch (OrtException | IllegalArgumentException e) { // or an output over the limit
      throw new EngineException("inference failed: " + e.getMessage(), e);
    } finally {
      natives.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor wrap(Tensor tensor) throws OrtException {
    ByteBuffer bytes = tensor.bytes();
    if (!bytes.isDirect()) { // the library takes heap memory for bytes only
      bytes = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
    }
    return OnnxTensor.createTensor(
        environment,
        bytes.order(ByteOrder.nativeOrder()),
        tensor.shape(),
        OnnxTypes.toOnnx(tensor.type()));
  }

  private static Map<String, Tensor> copy(OrtSession.Result result) throws EngineException {
    Map<String, Tensor> outputs = LinkedHashMap.newLinkedHashMap(result.size());
    for (Map.Entry<String, OnnxValue> output : result) {
      if (!(output.getValue() instanceof OnnxTensor tensor)) {
        throw new EngineException("output " + output.getKey() + ": expected a tensor");
      }
      TensorInfo info = tensor.getInfo();
      outputs.put(
          output.getKey(),
          Tensor.wrap(OnnxTypes.fromOnnx(info.type), info.getShape(), tensor.getByteBuffer()));
    }
    return outputs;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing a session: " + e.getMessage(), e);
    }
  }
}
