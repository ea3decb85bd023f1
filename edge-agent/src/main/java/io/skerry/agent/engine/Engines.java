package io.skerry.agent.engine;

import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.gpu.Gpu;
import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.protocol.manifest.TensorRt;
import io.skerry.protocol.manifest.TensorRt.Plan;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The engines of this build, and which variants they can run on this machine. */
public final class Engines {
  private Engines() {}

  /** ONNX Runtime. Loads nothing before its first use, and what is for GPUs only when asked. */
  public static Engine onnxRuntime() {
    return new OnnxEngine(OptionalLong.empty());
  }

  /** All of them. Loads nothing. */
  public static Map<EngineKind, Engine> all(GpuLimits limits) {
    OnnxEngine onnx = new OnnxEngine(limits.memoryBytes());
    return Map.of(
        EngineKind.ONNXRUNTIME, onnx, EngineKind.TENSORRT, new TensorRtEngine(onnx, limits));
  }

  /**
   * What a variant asks of engine and GPU and this machine lacks, for people; empty if it fits. A
   * GPU is looked for only if one is asked for.
   */
  public static Optional<String> lack(Variant variant) {
    Optional<Plan> plan = variant.tensorrt().flatMap(TensorRt::plan);
    Selection.Choice choice =
        Selection.of(variant.engine(), variant.needs().gpu(), plan.isPresent(), Engines::probe);
    return switch (choice) {
      case Selection.Choice.Lacks(String reason) -> Optional.of(reason);
      case Selection.Choice.Runs _ ->
          plan.flatMap(
              made -> mismatch(made, TensorRtLibraries.version(), Gpus.here().list().getFirst()));
    };
  }

  /** Why an engine that was made elsewhere can't run here. */
  static Optional<String> mismatch(Plan plan, String version, Gpu gpu) {
    if (version.startsWith(plan.version() + ".") && gpu.capability().equals(plan.capability())) {
      return Optional.empty();
    }
    return Optional.of(
        "is an engine of TensorRT %s for GPUs of capability %s, here are TensorRT %s and %s of %s"
            .formatted(plan.version(), plan.capability(), version, gpu.name(), gpu.capability()));
  }

  /** The memory of the GPU that could be had now, in MiB; 0 where there is no GPU. */
  public static long gpuFreeMb() {
    return Gpus.here().list().stream()
        .findFirst()
        .map(gpu -> Gpus.here().read(gpu).freeMb())
        .orElse(0L);
  }

  /** Whether this works here; each is found out once. */
  static Probe probe(Selection.Runner runner) {
    return switch (runner) {
      case CPU -> new Probe.Available("ONNX Runtime, CPU"); // every build has it
      case CUDA -> OnnxProviders.cuda();
      case TENSORRT_PROVIDER -> OnnxProviders.tensorRt();
      case TENSORRT -> TensorRtLibraries.probe();
    };
  }
}
