package io.skerry.protocol.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.trust.TrustException.Reason;
import org.junit.jupiter.api.Test;

final class TrustExceptionTest {
  @Test
  void namesSubjectExpectedAndActual() {
    TrustException refusal = TrustException.of(Reason.HASH, "door@7", "sha256 ab", "cd");
    assertEquals("door@7: expected sha256 ab, got cd", refusal.getMessage());
    assertEquals("door@7", refusal.subject());
  }

  @Test
  void doesNotLetHostileContentForgeALogLine() {
    String message = TrustException.format("a", "b\nINFO all is well\u001b[2K").getMessage();
    assertEquals("a: b?INFO all is well?[2K", message);
  }

  @Test
  void cutsShortWhatHostileContentMakesLong() {
    String message = TrustException.format("x", "y".repeat(1_000_000)).getMessage();
    assertTrue(message.length() < 1_000, () -> message.length() + " characters");
  }
}
