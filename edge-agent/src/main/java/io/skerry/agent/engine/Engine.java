package io.skerry.agent.engine;

import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Path;

/** A runtime for models. Thread-safe. */
public interface Engine {
  /** Which one. */
  EngineKind kind();

  /** Whether it works on this machine; found out once and remembered, since loading is slow. */
  Probe probe();

  /**
   * Whether it works on a GPU of this machine; looks for one on the first call only, and remembers.
   */
  default Probe gpu() {
    return new Probe.Unavailable(kind() + " uses no GPU");
  }

  /**
   * Loads a model; blocks for as long as that takes.
   *
   * @throws EngineException if the engine isn't available or the file is no model for it
   */
  Session open(Path model, SessionOptions options) throws EngineException;

  /** Whether an engine works here. */
  sealed interface Probe {
    /** It does; for people: {@code ONNX Runtime 1.29.0, CPU}. */
    record Available(String runtime) implements Probe {}

    /** It does not. */
    record Unavailable(String reason) implements Probe {}
  }
}
