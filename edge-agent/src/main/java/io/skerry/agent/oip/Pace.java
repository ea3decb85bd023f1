package io.skerry.agent.oip;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Looks every half second at what takes its time. One timer for all, since most requests are read
 * before it first fires. Event loop only.
 */
final class Pace {
  private static final long EVERY_MS = 500;

  private final Vertx vertx;
  private final Set<LongPredicate> watched = new HashSet<>();
  private boolean ticking;

  Pace(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Asks this with {@link System#nanoTime} whether it goes on, until it doesn't. */
  void watch(LongPredicate watch) {
    watched.add(watch);
    if (!ticking) {
      ticking = true;
      vertx.setTimer(EVERY_MS, tick -> look());
    }
  }

  void forget(LongPredicate watch) {
    watched.remove(watch);
  }

  private void look() {
    ticking = false;
    long now = System.nanoTime();
    for (LongPredicate watch : List.copyOf(watched)) {
      if (!watch.test(now)) {
        watched.remove(watch);
      }
    }
    if (!watched.isEmpty()) {
      ticking = true;
      vertx.setTimer(EVERY_MS, tick -> look());
    }
  }
}
