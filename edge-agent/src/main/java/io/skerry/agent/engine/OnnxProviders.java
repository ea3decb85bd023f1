package io.skerry.agent.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * ONNX Runtime's execution providers for GPUs, which are in the build of profile {@code cuda} only.
 * Each is probed once, by loading it, and only where there is a GPU.
 */
final class OnnxProviders {
  private static final String DEVICE = "0";
  private static final String ERROR = " with error: ";

  private OnnxProviders() {}

  /** Whether the CUDA provider works here. */
  static Probe cuda() {
    return Gpus.here().absence().isPresent()
        ? new Probe.Unavailable(Gpus.here().absence().get())
        : Cuda.PROBE;
  }

  /** Whether the TensorRT provider works here. */
  static Probe tensorRt() {
    return Gpus.here().absence().isPresent()
        ? new Probe.Unavailable(Gpus.here().absence().get())
        : TensorRt.PROBE;
  }

  /** Loads a provider now, whatever machine this is. */
  static Probe load(OrtProvider provider) {
    if (new OnnxEngine(OptionalLong.empty()).probe() instanceof Probe.Unavailable fault) {
      return fault;
    }
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment(); // the engine's own, by now
      if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
        return new Probe.Unavailable(
            "this agent's ONNX Runtime has no provider " + provider + ": build it with -Pcuda");
      }
      try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
        if (provider == OrtProvider.CUDA) {
          addCuda(settings, OptionalLong.empty());
        } else {
          addTensorRt(settings, Map.of());
        }
      }
      return new Probe.Available("ONNX Runtime " + environment.getVersion() + ", " + provider);
    } catch (OrtException | LinkageError | IllegalStateException e) {
      return new Probe.Unavailable(
          "ONNX Runtime's provider "
              + provider
              + " can't be loaded: "
              + MissingLibrary.of(e).orElse(said(e)));
    }
  }

  /** Without the places in its sources, which the library tells first. */
  static String said(Throwable fault) {
    String said = MissingLibrary.said(fault);
    int error = said.indexOf(ERROR);
    return error < 0 ? said : said.substring(error + ERROR.length());
  }

  /** Runs on the GPU what it can; the rest runs on the CPU. */
  static void addCuda(OrtSession.SessionOptions settings, OptionalLong memoryBytes)
      throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(Integer.parseInt(DEVICE))) {
      if (memoryBytes.isPresent()) {
        cuda.add("gpu_mem_limit", Long.toString(memoryBytes.getAsLong()));
      }
      cuda.add("use_tf32", "0"); // has ten bits of mantissa only, and is on unless told
      cuda.add(
          "arena_extend_strategy", "kSameAsRequested"); // by powers of two it takes up to twice
      settings.addCUDA(cuda);
    }
  }

  /** Makes engines of the parts that it can run, in {@code createSession}. */
  static void addTensorRt(OrtSession.SessionOptions settings, Map<String, String> options)
      throws OrtException {
    try (OrtTensorRTProviderOptions tensorRt =
        new OrtTensorRTProviderOptions(Integer.parseInt(DEVICE))) {
      for (Map.Entry<String, String> option : options.entrySet()) {
        tensorRt.add(option.getKey(), option.getValue());
      }
      settings.addTensorrt(tensorRt);
    }
  }

  /** What the TensorRT provider is told: names of ONNX Runtime's documentation. */
  static Map<String, String> tensorRtOptions(
      GpuOptions asked, Map<String, Range> shapes, Path cache, OptionalLong memoryBytes) {
    Map<String, String> options = new TreeMap<>();
    options.put("trt_engine_cache_enable", "1");
    options.put("trt_engine_cache_path", cache.toString());
    options.put("trt_timing_cache_enable", "1");
    options.put("trt_timing_cache_path", cache.toString());
    if (asked.precision() != Precision.FP32) {
      options.put("trt_fp16_enable", "1");
    }
    if (asked.precision() == Precision.INT8) {
      options.put("trt_int8_enable", "1");
    }
    if (!shapes.isEmpty()) {
      options.put("trt_profile_min_shapes", shapes(shapes, Range::min));
      options.put("trt_profile_opt_shapes", shapes(shapes, Range::opt));
      options.put("trt_profile_max_shapes", shapes(shapes, Range::max));
    }
    if (memoryBytes.isPresent()) {
      options.put("trt_max_workspace_size", Long.toString(memoryBytes.getAsLong()));
    }
    return options;
  }

  private static String shapes(Map<String, Range> shapes, Function<Range, List<Integer>> which) {
    return new TreeMap<>(shapes)
        .entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + ":"
                        + which.apply(entry.getValue()).stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining("x")))
            .collect(Collectors.joining(","));
  }

  /** Made when it is first asked for. */
  private static final class Cuda {
    private static final Probe PROBE = load(OrtProvider.CUDA);
  }

  /** Made when it is first asked for. */
  private static final class TensorRt {
    private static final Probe PROBE = load(OrtProvider.TENSOR_RT);
  }
}
