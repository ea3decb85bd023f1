package io.skerry.agent.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shared library of the host that a fault is about, and what brings it. The loader's own words
 * stand in a cause, or inside a longer text.
 */
final class MissingLibrary {
  private static final Pattern MISSING =
      Pattern.compile("(lib[A-Za-z0-9_+-]+\\.so[.0-9]*): cannot open shared object file");

  private static final int MOST_CAUSES = 8;

  private MissingLibrary() {}

  /** {@code libcudart.so.12 not found: install …}; empty if the fault is another. */
  static Optional<String> of(Throwable fault) {
    Throwable cause = fault;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      Matcher missing = MISSING.matcher(String.valueOf(cause.getMessage()));
      if (missing.find()) {
        return Optional.of(missing.group(1) + " not found: install " + source(missing.group(1)));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** All that a fault and its causes say; a loader's reason stands in the last of them. */
  static String said(Throwable fault) {
    StringBuilder said = new StringBuilder(String.valueOf(fault.getMessage()).strip());
    Throwable cause = fault.getCause();
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      said.append(": ").append(String.valueOf(cause.getMessage()).strip());
      cause = cause.getCause();
    }
    return said.toString();
  }

  private static String source(String library) {
    if (library.startsWith("libnvinfer") || library.startsWith("libnvonnxparser")) {
      return "TensorRT 10 (packages libnvinfer10, libnvinfer-plugin10 and libnvonnxparsers10)";
    }
    if (library.startsWith("libcuda.")) {
      return "the NVIDIA driver; in a container, start it with the GPU";
    }
    if (library.startsWith("libcudnn")) {
      return "cuDNN " + major(library);
    }
    return library.startsWith("libcudart")
            || library.startsWith("libcublas")
            || library.startsWith("libnvrtc")
        ? "the CUDA " + major(library) + " runtime and libraries"
        : "the CUDA runtime and libraries";
  }

  private static String major(String library) {
    return library.substring(library.indexOf(".so.") + 4);
  }
}
