package io.skerry.agent.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Who may ask. Thread-safe. */
record Bearer(Optional<String> token) {
  private static final String SCHEME = "Bearer ";

  /**
   * Whether a request with this header is allowed.
   *
   * @param authorization the header, or null
   */
  boolean allows(String authorization) {
    if (token.isEmpty()) {
      return true;
    }
    if (authorization == null || !authorization.startsWith(SCHEME)) {
      return false;
    }
    byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, token.get().getBytes(StandardCharsets.UTF_8));
  }
}
