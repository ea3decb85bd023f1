package io.skerry.protocol.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.protocol.trust.TrustException.Reason;
import org.junit.jupiter.api.function.Executable;

/** Asserts that something is refused, and for which reason. */
public final class Refusals {
  private Refusals() {}

  /** Fails unless it is refused for this reason. */
  public static TrustException assertRefused(Reason reason, Executable attempt) {
    TrustException refusal = assertThrows(TrustException.class, attempt);
    assertEquals(reason, refusal.reason(), refusal.getMessage());
    return refusal;
  }
}
