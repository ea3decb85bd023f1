package io.skerry.agent.signal;

import io.skerry.protocol.manifest.LogMel;
import java.nio.FloatBuffer;

/**
 * Makes log-mel frames of samples, as {@link LogMel} says; computed in double precision. Confined
 * to one thread.
 */
public final class LogMelFrames {
  private final LogMel mel;
  private final double[] window;
  private final MelFilters filters;
  private final Fft fft;
  private final double[] frame;
  private final double[] power;

  /** For sound of this rate. */
  public LogMelFrames(LogMel mel, int rateHz) {
    this.mel = mel;
    this.window = new double[mel.frame()];
    this.filters = new MelFilters(mel, rateHz);
    this.fft = new Fft(mel.fftSize());
    this.frame = new double[mel.fftSize()];
    this.power = new double[mel.fftSize() / 2 + 1];
    for (int i = 0; i < window.length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / window.length);
    }
  }

  /**
   * All whole frames of the samples.
   *
   * @param into takes {@code frames * bins} values from its first on, in the order that the
   *     features have
   * @return how many frames
   */
  public int compute(float[] samples, FloatBuffer into) {
    int frames = mel.frames(samples.length);
    for (int at = 0; at < frames; at++) {
      spectrum(samples, at * mel.hop());
      for (int bin = 0; bin < mel.bins(); bin++) {
        double value = Math.log(Math.max(filters.sum(bin, power), mel.floor().value()));
        into.put(
            index(at, bin, frames), (float) (value * mel.scale().value() + mel.offset().value()));
      }
    }
    return frames;
  }

  private int index(int at, int bin, int frames) {
    return switch (mel.order()) {
      case FRAMES_BINS -> at * mel.bins() + bin;
      case BINS_FRAMES -> bin * frames + at;
    };
  }

  private void spectrum(float[] samples, int from) {
    for (int i = 0; i < window.length; i++) {
      frame[i] = samples[from + i] * window[i]; // the rest stays zero
    }
    fft.power(frame, power);
  }
}
