package io.skerry.agent.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** ONNX Runtime on the CPU. Thread-safe. */
final class OnnxEngine implements Engine {
  private final AtomicReference<Probe> probe = new AtomicReference<>();

  @Override
  public EngineKind kind() {
    return EngineKind.ONNXRUNTIME;
  }

  @Override
  public Probe probe() {
    Probe known = probe.get();
    if (known != null) {
      return known;
    }
    probe.compareAndSet(null, load());
    return probe.get();
  }

  @Override
  public Session open(Path model, SessionOptions options) throws EngineException {
    if (probe() instanceof Probe.Unavailable(String reason)) {
      throw new EngineException("ONNX Runtime is not available: " + reason);
    }
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions settings = settings(options)) {
      OrtSession session = environment.createSession(model.toString(), settings);
      return OnnxSession.adopt(environment, session);
    } catch (OrtException e) {
      throw new EngineException(
          "model " + model.getFileName() + " can't be loaded: " + e.getMessage(), e);
    }
  }

  private static OrtSession.SessionOptions settings(SessionOptions options) throws OrtException {
    OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
    try {
      settings.setIntraOpNumThreads(options.threads());
      settings.setInterOpNumThreads(1);
      // Threads that spin while they wait double the CPU time on a shared machine.
      settings.addConfigEntry("session.intra_op.allow_spinning", "0");
      settings.addConfigEntry("session.inter_op.allow_spinning", "0");
      return settings;
    } catch (OrtException e) {
      settings.close();
      throw e;
    }
  }

  /** Linkage faults come as errors, and once they came, as other errors: probed once. */
  private static Probe load() {
    try {
      return new Probe.Available("ONNX Runtime " + environment().getVersion() + ", CPU");
    } catch (LinkageError | IllegalStateException e) {
      return new Probe.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  /** One for the process, owned by the library. */
  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "skerry");
  }
}
