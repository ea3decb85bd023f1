package io.skerry.agent.engine;

/**
 * How a model is loaded.
 *
 * @param threads that one run may use, 1 to 64; with 1 it runs on the caller's own
 */
public record SessionOptions(int threads) {
  private static final int MOST = 4;

  public SessionOptions {
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("threads: expected 1 to 64, got " + threads);
    }
  }

  /** Half of this machine's cores, 1 to 4, so that one run leaves room for another. */
  public static SessionOptions forThisMachine() {
    return new SessionOptions(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST));
  }
}
