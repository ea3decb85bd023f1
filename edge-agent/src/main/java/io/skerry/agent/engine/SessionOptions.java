package io.skerry.agent.engine;

import java.util.Optional;

/**
 * How a model is loaded.
 *
 * @param threads that one run may use, 1 to 64; with 1 it runs on the caller's own
 * @param gpu what it asks of a GPU; empty to run on the CPU
 */
public record SessionOptions(int threads, Optional<GpuOptions> gpu) {
  private static final int MOST = 4;

  public SessionOptions {
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("threads: expected 1 to 64, got " + threads);
    }
  }

  /** On the CPU. */
  public SessionOptions(int threads) {
    this(threads, Optional.empty());
  }

  /** Half of this machine's cores, 1 to 4, so that one run leaves room for another. */
  public static SessionOptions forThisMachine() {
    return new SessionOptions(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST));
  }

  /** The same on a GPU. */
  public SessionOptions on(GpuOptions asked) {
    return new SessionOptions(threads, Optional.of(asked));
  }

  /** The same on the CPU. */
  SessionOptions onCpu() {
    return new SessionOptions(threads);
  }
}
