package io.skerry.agent.pipeline;

import io.skerry.protocol.message.Event;

/** Where results go. Thread-safe; called on the pipelines' own threads. */
public interface EventSink {
  /**
   * Takes one result. Returns soon: it stores or drops, and never waits for a network.
   *
   * @param pipeline the pipeline's name without its namespace
   */
  void accept(String pipeline, Event event);
}
