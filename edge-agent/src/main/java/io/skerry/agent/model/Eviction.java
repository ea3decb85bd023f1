package io.skerry.agent.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which models leave memory: those used least recently where room is needed, and those that nobody
 * has used for long. Confined to the residency's lock.
 *
 * @param idleNanos after which a model leaves for being idle; empty for never
 */
record Eviction(Optional<Long> idleNanos) {
  private static final Comparator<Loaded> BY_USE =
      Comparator.comparing(Loaded::lastUsed, (a, b) -> Long.signum(a - b));

  /**
   * The models to let go so that {@code lacking} bytes more are free, least recently used first,
   * none of them in use by a request; empty if they are not enough.
   */
  static Optional<List<Loaded>> victims(Collection<Loaded> held, long lacking) {
    long left = lacking;
    List<Loaded> victims = new ArrayList<>();
    List<Loaded> idle = held.stream().filter(loaded -> !loaded.busy()).sorted(BY_USE).toList();
    for (Loaded loaded : idle) {
      if (left <= 0) {
        break;
      }
      victims.add(loaded);
      left -= loaded.bytes();
    }
    return left <= 0 ? Optional.of(victims) : Optional.empty();
  }

  /** Those that were not used for so long that they leave. */
  List<Loaded> idle(Collection<Loaded> held, long now) {
    return idleNanos.isEmpty()
        ? List.of()
        : held.stream().filter(loaded -> now - loaded.lastUsed() >= idleNanos.get()).toList();
  }
}
