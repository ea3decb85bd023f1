package io.skerry.agent.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** ONNX Runtime on the CPU. Thread-safe. */
final class OnnxEngine implements Engine {
  private final AtomicReference<Loaded> loaded = new AtomicReference<>();

  /** What loading the library gave; the internals of one that is available. */
  private record Loaded(Probe probe, Optional<OnnxInternals> internals) {}

  @Override
  public EngineKind kind() {
    return EngineKind.ONNXRUNTIME;
  }

  @Override
  public Probe probe() {
    return loaded().probe();
  }

  private Loaded loaded() {
    Loaded known = loaded.get();
    if (known != null) {
      return known;
    }
    loaded.compareAndSet(null, load());
    return loaded.get();
  }

  @Override
  public Session open(Path model, SessionOptions options) throws EngineException {
    if (probe() instanceof Probe.Unavailable(String reason)) {
      throw new EngineException("ONNX Runtime is not available: " + reason);
    }
    OnnxInternals internals = loaded().internals().orElseThrow();
    OrtEnvironment environment = environment();
    String subject = "model " + model.getFileName();
    try (OrtSession.SessionOptions settings = settings(options)) {
      OrtSession session = environment.createSession(model.toString(), settings);
      return OnnxSession.adopt(environment, internals, session);
    } catch (OrtException e) {
      throw new EngineException(subject + " can't be loaded: " + e.getMessage(), e);
    } catch (EngineException e) {
      throw new EngineException(subject + " can't be served: " + e.getMessage(), e);
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
  private static Loaded load() {
    try {
      OnnxLibrary.locate();
      OrtEnvironment environment = environment();
      OnnxInternals internals = OnnxInternals.of(environment);
      String runtime = "ONNX Runtime " + environment.getVersion() + ", CPU";
      return new Loaded(new Probe.Available(runtime), Optional.of(internals));
    } catch (LinkageError | IllegalStateException e) {
      return new Loaded(new Probe.Unavailable(String.valueOf(e.getMessage())), Optional.empty());
    }
  }

  /** One for the process, owned by the library. */
  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "skerry");
  }
}
