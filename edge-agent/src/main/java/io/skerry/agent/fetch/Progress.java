package io.skerry.agent.fetch;

/** Watches a fetch; called on the fetching thread, several times a second. */
public interface Progress {
  /** Whether to go on. */
  boolean goOn();

  /** So many of a blob's chunks are here. */
  void reached(int present, int all);
}
