package io.skerry.agent.oip;

import java.time.Duration;

/**
 * How much callers may ask for at once.
 *
 * @param bodyBytes of one request, 1 byte to 256 MiB
 * @param heldBytes of all requests that are being read or under way, whatever protocol they came by
 * @param body within which a request must have come whole
 */
public record OipLimits(int bodyBytes, long heldBytes, Duration body) {
  private static final int MOST_BYTES = 256 << 20;

  public OipLimits {
    if (bodyBytes < 1 || bodyBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "bodyBytes: expected 1 to " + MOST_BYTES + ", got " + bodyBytes);
    }
    if (heldBytes < bodyBytes) {
      throw new IllegalArgumentException(
          "heldBytes: expected at least those of one body, got " + heldBytes);
    }
    if (body.isNegative() || body.isZero()) {
      throw new IllegalArgumentException("body: expected more than 0, got " + body);
    }
  }

  /** The same of so many bytes. */
  public OipLimits withBytes(int body, long held) {
    return new OipLimits(body, held, this.body);
  }

  /** 64 MiB a request, 128 MiB at once, 60 s. */
  public static OipLimits usual() {
    return new OipLimits(64 << 20, 128L << 20, Duration.ofSeconds(60));
  }
}
