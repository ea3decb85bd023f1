package io.skerry.controller.link;

import java.util.List;

/**
 * The controller's own connection to the fleet's broker.
 *
 * <p>It reconnects by itself and keeps its session, so that what devices said in between arrives
 * afterwards. Handlers run one message at a time per subscription, each subscription on its own
 * virtual thread, and may block. Thread-safe.
 */
public interface FleetLink extends AutoCloseable {
  /**
   * Publishes at QoS 1 and returns when the broker has acknowledged.
   *
   * @throws LinkException if it is not connected, or the broker did not acknowledge within 30 s:
   *     the message may have been published or not
   */
  void publish(String topic, byte[] payload, boolean retained) throws LinkException;

  /**
   * Publishes at QoS 0, to expire after 60 s, and returns when the bytes are on their way.
   *
   * @throws LinkException if it is not connected
   */
  void publishChunk(String topic, byte[] payload) throws LinkException;

  /**
   * Sends every message that matches the filter to the handler, retained ones first. A message
   * counts as delivered when its handler returns, also by an exception, which is logged.
   *
   * @throws IllegalStateException after {@link #start}: what waits in the session would be missed
   */
  void subscribe(String filter, Handler handler);

  /**
   * Sends every message that matches the filter to the handler, all that wait at once, at most 64.
   * They count as delivered when it returns, also by an exception, which is logged; a handler that
   * the link's end interrupts gets them again after the next start.
   *
   * @throws IllegalStateException after {@link #start}
   */
  void subscribeBatches(String filter, BatchHandler handler);

  /** Runs the action on a virtual thread after each connect, to publish again what is retained. */
  void onConnect(Runnable action);

  /** Begins to connect, and to reconnect for ever; returns at once. */
  void start();

  /** Whether the broker is there now. */
  boolean connected();

  /** How many messages at QoS 0 were dropped because their handler was too slow. */
  long dropped();

  /** Disconnects, interrupts every handler's thread and waits up to 5 s for it. */
  @Override
  void close();

  /** What a subscriber does with a message. */
  @FunctionalInterface
  interface Handler {
    /** Takes one message; may block. */
    void handle(String topic, byte[] payload) throws Exception;
  }

  /** What a subscriber does with messages that came together. */
  @FunctionalInterface
  interface BatchHandler {
    /** Takes one message or more, in the order in which they came; may block. */
    void handle(List<? extends Message> messages) throws Exception;
  }

  /** A message that came. */
  interface Message {
    /** What it was published to. */
    String topic();

    /** Its bytes; not to be changed, other subscribers have the same. */
    byte[] payload();
  }
}
