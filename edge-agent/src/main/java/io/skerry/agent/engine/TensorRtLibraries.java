package io.skerry.agent.engine;

import static org.bytedeco.cuda.global.cudart.cudaDriverGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaErrorInsufficientDriver;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaRuntimeGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;
import static org.bytedeco.tensorrt.global.nvinfer.createInferRuntime;
import static org.bytedeco.tensorrt.global.nvinfer.getInferLibBuildVersion;
import static org.bytedeco.tensorrt.global.nvinfer.getInferLibMajorVersion;
import static org.bytedeco.tensorrt.global.nvinfer.getInferLibMinorVersion;
import static org.bytedeco.tensorrt.global.nvinfer.getInferLibPatchVersion;

import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.gpu.Gpus;
import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.IRuntime;

/**
 * TensorRT and the CUDA runtime, loaded once, and only where there is a GPU. A first failed attempt
 * gives a linkage error that says why and later ones a {@link NoClassDefFoundError} that doesn't,
 * so what the first one said is kept.
 */
final class TensorRtLibraries {
  /** JavaCPP's words where no jar has them. */
  private static final String NO_NATIVES = "in class, module, and library paths";

  private TensorRtLibraries() {}

  /** Whether they work here. */
  static Probe probe() {
    return Gpus.here().absence().isPresent()
        ? new Probe.Unavailable(Gpus.here().absence().get())
        : Once.PROBE;
  }

  /** TensorRT's version, all four numbers; only where it is available. */
  static String version() {
    return "%d.%d.%d.%d"
        .formatted(
            getInferLibMajorVersion(),
            getInferLibMinorVersion(),
            getInferLibPatchVersion(),
            getInferLibBuildVersion());
  }

  /** Loads them now, whatever machine this is. */
  static Probe load() {
    // JavaCPP would bound native memory by the Java heap, of which it knows nothing.
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    try {
      Loader.load(cudart.class);
      Loader.load(nvinfer.class);
      Loader.load(nvonnxparser.class);
      return devices();
    } catch (LinkageError e) {
      return new Probe.Unavailable(explain(e));
    }
  }

  private static Probe devices() {
    int[] count = new int[1];
    int result = cudaGetDeviceCount(count);
    if (result == cudaErrorInsufficientDriver) {
      return new Probe.Unavailable(driver());
    }
    if (result != cudaSuccess || count[0] == 0) {
      return new Probe.Unavailable(
          "CUDA finds no device: " + cudaGetErrorString(result).getString());
    }
    return runtime();
  }

  /** A library that the bindings don't fit fails here, and not with the first model. */
  private static Probe runtime() {
    try (TensorRtLog log = new TensorRtLog()) {
      IRuntime runtime = createInferRuntime(log);
      if (Pointer.isNull(runtime)) {
        return new Probe.Unavailable(
            log.fault("TensorRT " + version() + " does not start").getMessage());
      }
      Virtual.delete(runtime);
      return new Probe.Available("TensorRT " + version());
    }
  }

  private static String driver() {
    int[] driver = new int[1];
    int[] runtime = new int[1];
    cudaDriverGetVersion(driver);
    cudaRuntimeGetVersion(runtime);
    return tooOld(driver[0], runtime[0]);
  }

  /** The words for a driver that is older than the runtime; versions are CUDA's, 13010 for 13.1. */
  static String tooOld(int driver, int runtime) {
    return "the NVIDIA driver is too old: it is for CUDA %d.%d, this agent needs %d.%d"
        .formatted(driver / 1000, driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
  }

  /**
   * What the loader said, with what to do about it. Its first word is the same whether the jar with
   * the natives is missing or a library that these need: that stands in the cause.
   */
  static String explain(LinkageError fault) {
    Optional<String> missing = MissingLibrary.of(fault);
    if (missing.isPresent()) {
      return missing.get();
    }
    String text = MissingLibrary.said(fault);
    return text.contains(NO_NATIVES)
        ? "this agent was built without TensorRT: build it with -Ptensorrt"
        : "TensorRT can't be loaded: " + text;
  }

  /** Made when it is first asked for. */
  private static final class Once {
    private static final Probe PROBE = load();
  }
}
