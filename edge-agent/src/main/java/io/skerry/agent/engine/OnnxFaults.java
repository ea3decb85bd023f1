package io.skerry.agent.engine;

import ai.onnxruntime.OrtException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose fault it is that a run of ONNX Runtime failed. It is the inputs' where the runtime says
 * that an argument is invalid, and where an operator has refused what it was given: a model that
 * was loaded has operators that work, and what they are given follows from the inputs alone. It is
 * the engine's where memory or a device has failed, and where no operator is named. Thread-safe.
 */
final class OnnxFaults {
  private static final Pattern OPERATOR =
      Pattern.compile("Non-zero status code returned while running \\S+ node\\.");
  private static final String STATUS = "Status Message:";
  private static final Pattern REQUESTED =
      Pattern.compile("Failed to allocate memory for requested buffer of size ([0-9]{1,19})");

  /** What a status of memory or of a device holds; names of a model's nodes stand before it. */
  private static final List<String> OWN =
      List.of(
          "Failed to allocate",
          "bad allocation",
          "bad_alloc",
          "out of memory",
          "CUDA failure",
          "CUDA error",
          "CUDNN failure",
          "CUBLAS failure",
          "CUFFT failure",
          "TensorRT EP");

  private OnnxFaults() {}

  /** The same as the engine tells it. */
  static EngineException of(OrtException fault) {
    String message = "inference failed: " + fault.getMessage();
    return byInputs(fault.getCode(), String.valueOf(fault.getMessage()))
        ? EngineException.ofInputs(message, fault)
        : new EngineException(message, fault);
  }

  private static boolean byInputs(OrtException.OrtErrorCode code, String message) {
    return switch (code) {
      case ORT_INVALID_ARGUMENT -> true;
      case ORT_FAIL, ORT_RUNTIME_EXCEPTION ->
          OPERATOR.matcher(message).find() && refuses(message.substring(status(message)));
      default -> false;
    };
  }

  private static int status(String message) {
    return Math.max(0, message.indexOf(STATUS));
  }

  private static boolean refuses(String status) {
    Matcher requested = REQUESTED.matcher(status);
    if (requested.find()) {
      return isMoreThanThereIs(requested.group(1));
    }
    return OWN.stream().noneMatch(status::contains);
  }

  /** A tensor that no machine like this one can hold was asked for, not missed. */
  private static boolean isMoreThanThereIs(String bytes) {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        && Double.parseDouble(bytes) > system.getTotalMemorySize();
  }
}
