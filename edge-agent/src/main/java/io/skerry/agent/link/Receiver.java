package io.skerry.agent.link;

/** Takes what arrives, one message at a time on the link's own thread; returns soon. */
@FunctionalInterface
public interface Receiver {
  /** A message; its payload is the receiver's from now on. */
  void receive(String topic, byte[] payload);
}
