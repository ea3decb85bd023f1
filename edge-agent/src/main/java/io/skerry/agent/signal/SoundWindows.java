package io.skerry.agent.signal;

import java.util.Arrays;

/**
 * Cuts a stream of samples into steps: each has {@code context} samples of the one before it, then
 * {@code window} new ones. Before the first there is silence. Confined to one thread.
 */
public final class SoundWindows {
  private final int context;
  private final int window;
  private final float[] step;
  private int filled;

  /** An empty stream. */
  public SoundWindows(int window, int context) {
    this.context = context;
    this.window = window;
    this.step = new float[context + window];
    this.filled = context;
  }

  /** Takes steps. */
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    /** Takes one; its array is written to again afterwards. */
    void step(float[] samples) throws E;
  }

  /** Adds samples, and hands on each step that is whole. */
  public <E extends Exception> void add(float[] samples, Sink<E> sink) throws E {
    int at = 0;
    while (at < samples.length) {
      int taken = Math.min(step.length - filled, samples.length - at);
      System.arraycopy(samples, at, step, filled, taken);
      at += taken;
      filled += taken;
      if (filled == step.length) {
        hand(sink);
      }
    }
  }

  /** Ends the stream: hands on the last step, filled up with silence, and one of silence. */
  public <E extends Exception> void end(Sink<E> sink) throws E {
    if (filled > context) {
      Arrays.fill(step, filled, step.length, 0);
      hand(sink);
    }
    Arrays.fill(step, context, step.length, 0);
    hand(sink);
  }

  private <E extends Exception> void hand(Sink<E> sink) throws E {
    sink.step(step);
    System.arraycopy(step, window, step, 0, context);
    filled = context;
  }
}
