package io.skerry.controller.link;

import java.util.concurrent.atomic.AtomicInteger;

/** One message on its way to its handlers; acknowledged when the last of them is done. */
final class Delivery implements FleetLink.Message {
  private final String topic;
  private final byte[] payload;
  private final boolean acknowledged;
  private final Runnable acknowledge;
  private final AtomicInteger open;

  Delivery(String topic, byte[] payload, boolean acknowledged, int handlers, Runnable acknowledge) {
    this.topic = topic;
    this.payload = payload;
    this.acknowledged = acknowledged;
    this.acknowledge = acknowledge;
    this.open = new AtomicInteger(handlers);
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public byte[] payload() {
    return payload;
  }

  /** Whether the broker waits for an acknowledgement. */
  boolean acknowledged() {
    return acknowledged;
  }

  void done() {
    if (open.decrementAndGet() == 0 && acknowledged) {
      acknowledge.run();
    }
  }
}
