package io.skerry.agent.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * ONNX Runtime, on the CPU or with its CUDA provider. Thread-safe.
 *
 * <p>Its defaults are kept where measuring found nothing better (a CNN of 0.6 MB, an int8 embedder
 * of 23 MB; memory after runs, CPU per run, one thread): arena and memory pattern 15.2 MB, 0.93 ms
 * and 40.7 MB, 2.5 ms; without the arena 18.2 MB, 0.93 ms and 40.3 MB, 2.5 ms; without both 16.6
 * MB, 1.1 ms and 38.8 MB, 2.4 ms; initialisers outside the arena 15.3 and 47.1 MB; no prepacked
 * weights 37.6 MB, 3.3 ms for the embedder. Loading it from its path instead of from bytes saves 44
 * MB.
 */
final class OnnxEngine implements Engine {
  private final OptionalLong gpuBytes;
  private final AtomicReference<Loaded> loaded = new AtomicReference<>();

  /** What loading the library gave; the internals of one that is available. */
  private record Loaded(Probe probe, Optional<OnnxInternals> internals) {}

  /** With so much memory of a GPU for each model; empty for no limit. */
  OnnxEngine(OptionalLong gpuBytes) {
    this.gpuBytes = gpuBytes;
  }

  /** What else runs parts of a model. */
  interface Providers {
    /** Adds them, those that come first preferred. */
    void add(OrtSession.SessionOptions settings) throws OrtException;
  }

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
  public Probe gpu() {
    return OnnxProviders.cuda();
  }

  @Override
  public Session open(Path model, SessionOptions options) throws EngineException {
    if (options.gpu().isEmpty()) {
      return open(model, options, settings -> {});
    }
    if (gpu() instanceof Probe.Unavailable(String reason)) {
      throw new EngineException("ONNX Runtime can't use a GPU: " + reason);
    }
    return open(model, options, settings -> OnnxProviders.addCuda(settings, gpuBytes));
  }

  /** Loads a model with these providers before the CPU. */
  Session open(Path model, SessionOptions options, Providers providers) throws EngineException {
    if (probe() instanceof Probe.Unavailable(String reason)) {
      throw new EngineException("ONNX Runtime is not available: " + reason);
    }
    OnnxInternals internals = loaded().internals().orElseThrow();
    OrtEnvironment environment = environment();
    String subject = "model " + model.getFileName();
    try (OrtSession.SessionOptions settings = settings(options)) {
      providers.add(settings);
      OrtSession session = environment.createSession(model.toString(), settings);
      return OnnxSession.adopt(environment, internals, session);
    } catch (OrtException e) {
      throw new EngineException(subject + " can't be loaded: " + e.getMessage(), e);
    } catch (EngineException e) {
      throw new EngineException(subject + " can't be served: " + e.getMessage(), e);
    }
  }

  static OrtSession.SessionOptions settings(SessionOptions options) throws OrtException {
    OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
    try {
      settings.setIntraOpNumThreads(options.threads());
      settings.setInterOpNumThreads(1);
      settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
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
      OnnxLibrary.checkCommandLine();
      OnnxLibrary.locate();
      OrtEnvironment environment = environment();
      OnnxInternals internals = OnnxInternals.of(environment);
      String runtime = "ONNX Runtime " + environment.getVersion() + ", CPU";
      return new Loaded(new Probe.Available(runtime), Optional.of(internals));
    } catch (LinkageError | IllegalStateException e) {
      return new Loaded(new Probe.Unavailable(String.valueOf(e.getMessage())), Optional.empty());
    }
  }

  /** One for the process, owned by the library. What it would log of errors, exceptions say. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "skerry");
  }
}
