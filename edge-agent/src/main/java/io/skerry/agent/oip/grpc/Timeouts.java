package io.skerry.agent.oip.grpc;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The header {@code grpc-timeout} (gRPC over HTTP/2, "Timeout"). */
final class Timeouts {
  private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(1);
  private static final int MAX_DIGITS = 8;

  private Timeouts() {}

  /**
   * In nanoseconds, at most a day; empty where there is none, or nobody can read it.
   *
   * @param header or null
   */
  static Optional<Long> nanos(String header) {
    if (header == null || header.length() < 2 || header.length() > MAX_DIGITS + 1) {
      return Optional.empty();
    }
    int last = header.length() - 1;
    long number = 0;
    for (int i = 0; i < last; i++) {
      char digit = header.charAt(i);
      if (digit < '0' || digit > '9') {
        return Optional.empty();
      }
      number = number * 10 + digit - '0';
    }
    long count = number;
    return unit(header.charAt(last)).map(unit -> Math.min(unit.toNanos(count), LONGEST_NANOS));
  }

  private static Optional<TimeUnit> unit(char letter) {
    return switch (letter) {
      case 'H' -> Optional.of(TimeUnit.HOURS);
      case 'M' -> Optional.of(TimeUnit.MINUTES);
      case 'S' -> Optional.of(TimeUnit.SECONDS);
      case 'm' -> Optional.of(TimeUnit.MILLISECONDS);
      case 'u' -> Optional.of(TimeUnit.MICROSECONDS);
      case 'n' -> Optional.of(TimeUnit.NANOSECONDS);
      default -> Optional.empty();
    };
  }
}
