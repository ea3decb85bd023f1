package io.skerry.controller.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long TEN_S = TimeUnit.SECONDS.toNanos(10);
  private final Pace pace = new Pace();

  @Test
  void refusesASenderThatTrickles() throws Exception {
    pace.require(1, TEN_S);
    pace.require(1, TEN_S);
    assertThrows(IOException.class, () -> pace.require(1, TEN_S));
  }

  @Test
  void forgetsAnEarlierBurst() throws Exception {
    pace.require(1 << 30, 3 * TEN_S);
    assertThrows(IOException.class, () -> pace.require(1, 3 * TEN_S));
  }

  @Test
  void acceptsASlowButSteadySender() {
    for (int i = 0; i < 100; i++) {
      assertDoesNotThrow(() -> pace.require(50_000, TEN_S));
    }
  }
}
