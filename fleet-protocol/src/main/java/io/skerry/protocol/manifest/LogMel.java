package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Features of sound. Each {@code hop} samples a frame begins, is weighted by a periodic Hann window
 * and filled up with zeros to {@code fftSize}; its power spectrum goes through {@code bins}
 * triangles, and each value is {@code ln(max(power, floor)) * scale + offset}.
 *
 * @param fftSize a power of two, 16 to 16,384
 * @param frame samples of one frame, 1 to {@code fftSize}
 * @param hop samples from frame to frame, 1 to {@code frame}
 * @param mel the scale that the triangles stand on
 * @param bins 1 to 512
 * @param fMin where the lowest triangle begins, in Hz
 * @param fMax where the highest one ends, in Hz; at most half the rate
 * @param floor above 0
 * @param order of the tensor's dimensions
 */
public record LogMel(
    int fftSize,
    int frame,
    int hop,
    Mel mel,
    int bins,
    Decimal fMin,
    Decimal fMax,
    Decimal floor,
    Decimal scale,
    Decimal offset,
    Order order) {
  public LogMel {
    if (fftSize < 16 || fftSize > 1 << 14 || Integer.bitCount(fftSize) != 1) {
      throw new IllegalArgumentException(
          "fftSize: expected a power of two from 16 to 16384, got " + fftSize);
    }
    if (frame < 1 || frame > fftSize || hop < 1 || hop > frame || bins < 1 || bins > 512) {
      throw new IllegalArgumentException(
          "log-mel: expected a frame of 1 to %d, a hop of 1 to a frame, 1 to 512 bins, got %d, %d, %d"
              .formatted(fftSize, frame, hop, bins));
    }
    if (fMin.value() < 0 || fMax.value() <= fMin.value() || floor.value() <= 0) {
      throw new IllegalArgumentException(
          "log-mel: expected 0 <= fMin < fMax and a floor above 0, got %s, %s, %s"
              .formatted(fMin, fMax, floor));
    }
  }

  /** The frames that fit into so many samples. */
  public int frames(int samples) {
    return samples < frame ? 0 : 1 + (samples - frame) / hop;
  }

  /** A scale of pitch, with the height of its triangles. */
  public enum Mel {
    /** 2595 log10(1 + f / 700), each triangle 1 high. */
    @JsonProperty("htk")
    HTK,
    /** Linear below 1 kHz, each triangle of one area; as Slaney's toolbox and librosa have it. */
    @JsonProperty("slaney")
    SLANEY
  }

  /** An order of dimensions. */
  public enum Order {
    @JsonProperty("frames-bins")
    FRAMES_BINS,
    @JsonProperty("bins-frames")
    BINS_FRAMES
  }
}
