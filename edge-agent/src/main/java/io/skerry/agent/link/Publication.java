package io.skerry.agent.link;

import io.skerry.protocol.topic.Topics;

/**
 * A message to send; its payload is not copied.
 *
 * @param retained whether the broker keeps it for later subscribers
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Publication(String topic, byte[] payload, boolean retained) {
  private static final int HEADER_BYTES = 1024;

  /** The longest payload. */
  public static final int MAX_BYTES = Topics.MAX_PACKET_BYTES - HEADER_BYTES;

  public Publication {
    if (payload.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          topic + ": expected at most " + MAX_BYTES + " bytes, got " + payload.length);
    }
  }

  /** A message for those who listen now. */
  public static Publication of(String topic, byte[] payload) {
    return new Publication(topic, payload, false);
  }

  /** A message that the broker keeps. */
  public static Publication retained(String topic, byte[] payload) {
    return new Publication(topic, payload, true);
  }
}
