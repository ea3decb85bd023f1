package io.skerry.bench.client;

/** Waiting between two looks at another process. */
public final class Pause {
  private Pause() {}

  /** Sleeps. */
  public static void ms(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
