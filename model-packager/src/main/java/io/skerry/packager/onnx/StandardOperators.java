package io.skerry.packager.onnx;

import java.util.Set;

/** The operator domains that every ONNX Runtime brings along. */
final class StandardOperators {
  static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

  private StandardOperators() {}

  static boolean covers(String domain) {
    return DOMAINS.contains(domain);
  }
}
