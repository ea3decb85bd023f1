package io.skerry.agent.link;

import java.util.concurrent.CompletableFuture;

/**
 * The device's connection to its fleet, which comes and goes. A future that fails means only that
 * nobody knows whether it was done: do it again. Thread-safe; wait for a future only on a thread of
 * your own.
 */
public interface Link {
  /**
   * Publishes at QoS 1; done when the broker has acknowledged it. Waits for a free place among the
   * messages under way, so the order of calls is the order of messages.
   */
  CompletableFuture<Void> publish(Publication publication);

  /** Subscribes to a topic at QoS 0; the session keeps it over reconnections. */
  CompletableFuture<Void> subscribe(String topic);

  /** Ends a subscription. */
  CompletableFuture<Void> unsubscribe(String topic);

  /** The number of the connection that is up, from 1; 0 while there is none. */
  long connection();
}
