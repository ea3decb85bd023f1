package io.skerry.agent.engine;

import io.skerry.agent.engine.Engine.Probe;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.util.Optional;
import java.util.function.Function;

/**
 * What runs a variant on this machine. Pure: what works here is asked of {@code probes}, which it
 * asks for no more than it must, since a first probe loads libraries.
 */
final class Selection {
  /** The one kind of GPU that releases may name. */
  static final String CUDA = "cuda";

  private Selection() {}

  /** What can run a model. */
  enum Runner {
    /** ONNX Runtime on the CPU. */
    CPU,
    /** ONNX Runtime's CUDA provider. */
    CUDA,
    /** ONNX Runtime's TensorRT provider. */
    TENSORRT_PROVIDER,
    /** TensorRT itself. */
    TENSORRT
  }

  /** What was found. */
  sealed interface Choice {
    /**
     * This runs it.
     *
     * @param meanwhile serves while an engine is being made; empty where none has to be
     */
    record Runs(Runner runner, Optional<Runner> meanwhile) implements Choice {}

    /** Nothing does; for people. */
    record Lacks(String reason) implements Choice {}
  }

  /**
   * Chooses.
   *
   * @param gpu the kind that the variant needs
   * @param plan whether its file is a finished TensorRT engine
   */
  static Choice of(
      EngineKind engine, Optional<String> gpu, boolean plan, Function<Runner, Probe> probes) {
    if (gpu.isPresent() && !gpu.get().equals(CUDA)) {
      return new Choice.Lacks("no engine uses a GPU of kind " + gpu.get() + ", only " + CUDA);
    }
    return switch (engine) {
      case ONNXRUNTIME -> onnx(gpu.isPresent() ? Runner.CUDA : Runner.CPU, probes);
      case TENSORRT -> tensorRt(plan, probes);
    };
  }

  private static Choice onnx(Runner runner, Function<Runner, Probe> probes) {
    return switch (probes.apply(runner)) {
      case Probe.Available _ -> new Choice.Runs(runner, Optional.empty());
      case Probe.Unavailable(String reason) -> new Choice.Lacks(reason);
    };
  }

  private static Choice tensorRt(boolean plan, Function<Runner, Probe> probes) {
    if (!(probes.apply(Runner.TENSORRT) instanceof Probe.Unavailable(String reason))) {
      return new Choice.Runs(
          Runner.TENSORRT, plan ? Optional.empty() : Optional.of(meanwhile(probes)));
    }
    if (plan) { // the provider runs ONNX files only
      return new Choice.Lacks(reason);
    }
    return switch (probes.apply(Runner.TENSORRT_PROVIDER)) {
      case Probe.Available _ ->
          new Choice.Runs(Runner.TENSORRT_PROVIDER, Optional.of(meanwhile(probes)));
      case Probe.Unavailable(String other) ->
          new Choice.Lacks(reason.equals(other) ? reason : reason + "; " + other);
    };
  }

  private static Runner meanwhile(Function<Runner, Probe> probes) {
    return probes.apply(Runner.CUDA) instanceof Probe.Available ? Runner.CUDA : Runner.CPU;
  }
}
