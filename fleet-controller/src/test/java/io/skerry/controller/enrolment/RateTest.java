package io.skerry.controller.enrolment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateTest {
  private static final long SECOND = 1_000_000_000L;

  private final Rate rate = new Rate(2, 1, 0);

  @Test
  void letsABurstThroughAndThenSoManyASecond() {
    assertTrue(rate.pass(0));
    assertTrue(rate.pass(0));
    assertFalse(rate.pass(SECOND / 2));
    assertTrue(rate.pass(SECOND));
    assertFalse(rate.pass(SECOND));
  }

  @Test
  void savesNoMoreThanABurst() {
    assertTrue(rate.pass(100 * SECOND));
    assertTrue(rate.pass(100 * SECOND));
    assertFalse(rate.pass(100 * SECOND));
  }
}
