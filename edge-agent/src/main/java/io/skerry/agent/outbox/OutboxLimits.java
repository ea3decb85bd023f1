package io.skerry.agent.outbox;

/**
 * How much may wait for a connection; the oldest is dropped and counted beyond.
 *
 * @param maxEvents 1 to 10,000,000
 * @param maxBytes of all payloads together, at least 1 MiB
 */
public record OutboxLimits(long maxEvents, long maxBytes) {
  /** What holds where nothing is configured. */
  public static final OutboxLimits DEFAULT = new OutboxLimits(100_000, 256L << 20);

  public OutboxLimits {
    if (maxEvents < 1 || maxEvents > 10_000_000) {
      throw new IllegalArgumentException(
          "outbox.maxEvents: expected 1 to 10000000, got " + maxEvents);
    }
    if (maxBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "outbox.maxBytes: expected 1048576 or more, got " + maxBytes);
    }
  }
}
