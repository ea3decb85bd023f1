package io.skerry.agent.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * A model in ONNX Runtime. Numbers in direct memory go in without a copy and come out without one,
 * see {@link OnnxOutputs}. All operators are computed whatever outputs are wanted: only these are
 * handed out.
 */
final class OnnxSession implements Session {
  private final OrtEnvironment environment;
  private final OnnxInternals internals;
  private final OrtSession session;
  private final List<Tensors.Spec> inputs;
  private final List<Tensors.Spec> outputs;
  private final Set<String> outputNames;
  private final OnnxOutputs results;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean shrinks = new AtomicBoolean();

  private OnnxSession(OrtEnvironment environment, OnnxInternals internals, OrtSession session)
      throws EngineException, OrtException {
    this.environment = environment;
    this.internals = internals;
    this.session = session;
    this.inputs = OnnxTypes.specs("input", session.getInputInfo().values());
    this.outputs = OnnxTypes.specs("output", session.getOutputInfo().values());
    this.outputNames = session.getOutputNames();
    Set<String> handedThrough =
        outputNames.stream()
            .filter(session.getInputNames()::contains)
            .collect(Collectors.toUnmodifiableSet());
    this.results = new OnnxOutputs(internals, handedThrough);
  }

  /** Takes over a session, and closes it if it holds what we can't serve. */
  static OnnxSession adopt(OrtEnvironment environment, OnnxInternals internals, OrtSession session)
      throws EngineException, OrtException {
    boolean adopted = false;
    try {
      OnnxSession own = new OnnxSession(environment, internals, session);
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
    try (OnnxRun run = OnnxRun.of(cancellation)) {
      for (Map.Entry<String, Tensor> input : given.entrySet()) {
        natives.put(input.getKey(), wrap(input.getValue()));
      }
      Set<String> asked = wanted.isEmpty() ? outputNames : new LinkedHashSet<>(wanted);
      if (shrinks.get() && shrinks.compareAndSet(true, false)) {
        run.shrinks();
      }
      return results.of(session.run(natives, asked, run.options()));
    } catch (OrtException e) {
      if (cancellation.cancelled()) {
        throw EngineException.ofCancelled();
      }
      throw OnnxFaults.of(e);
    } finally {
      natives.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void shrink() {
    shrinks.set(true);
  }

  private OnnxTensor wrap(Tensor tensor) throws OrtException {
    if (tensor.type() == ElementType.STRING) {
      return internals.wrap(environment, tensor.texts(), tensor.shape());
    }
    ByteBuffer bytes = tensor.bytes();
    if (!bytes.isDirect()) {
      bytes = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
    }
    return internals.wrap(OnnxTypes.toOnnx(tensor.type()), tensor.shape(), bytes);
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
