package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps one device from flooding log and audit: one refusal a minute is told. Thread-safe. */
final class Refusals {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<DeviceId, Instant> told = new ConcurrentHashMap<>();

  Refusals(Clock clock) {
    this.clock = clock;
  }

  boolean mayTell(DeviceId device) {
    Instant now = clock.instant();
    Instant last =
        told.merge(
            device, now, (before, next) -> next.isBefore(before.plus(PAUSE)) ? before : next);
    return last.equals(now);
  }
}
