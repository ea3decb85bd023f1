package io.skerry.agent.signal;

/** A Fourier transform of one length, radix 2, in double precision. Confined to one thread. */
final class Fft {
  private final int size;
  private final double[] cos;
  private final double[] sin;
  private final int[] reversed;
  private final double[] real;
  private final double[] imaginary;

  /** Of this length, a power of two. */
  Fft(int size) {
    this.size = size;
    this.real = new double[size];
    this.imaginary = new double[size];
    this.cos = new double[size / 2];
    this.sin = new double[size / 2];
    this.reversed = new int[size];
    int bits = Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      reversed[i] = Integer.reverse(i) >>> (32 - bits);
    }
    for (int i = 0; i < size / 2; i++) {
      cos[i] = Math.cos(-2 * Math.PI * i / size);
      sin[i] = Math.sin(-2 * Math.PI * i / size);
    }
  }

  /**
   * The power of each frequency from 0 to half the rate.
   *
   * @param frame as many samples as the transform is long
   * @param power takes {@code size / 2 + 1} values
   */
  void power(double[] frame, double[] power) {
    for (int i = 0; i < size; i++) {
      real[reversed[i]] = frame[i];
      imaginary[i] = 0;
    }
    for (int length = 2; length <= size; length *= 2) {
      for (int from = 0; from < size; from += length) {
        butterflies(from, length / 2, size / length);
      }
    }
    for (int i = 0; i <= size / 2; i++) {
      power[i] = real[i] * real[i] + imaginary[i] * imaginary[i];
    }
  }

  private void butterflies(int from, int half, int stride) {
    for (int i = 0; i < half; i++) {
      int low = from + i;
      int high = low + half;
      double wr = cos[i * stride];
      double wi = sin[i * stride];
      double r = real[high] * wr - imaginary[high] * wi;
      double m = real[high] * wi + imaginary[high] * wr;
      real[high] = real[low] - r;
      imaginary[high] = imaginary[low] - m;
      real[low] += r;
      imaginary[low] += m;
    }
  }
}
