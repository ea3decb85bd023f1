package io.skerry.agent.signal;

import io.skerry.protocol.manifest.LogMel;

/** Triangles over a power spectrum; only their widths are kept, not the zeros around them. */
final class MelFilters {
  private final int[] first;
  private final double[][] weights;

  MelFilters(LogMel mel, int rateHz) {
    this.first = new int[mel.bins()];
    this.weights = new double[mel.bins()][];
    double low = toMel(mel.mel(), mel.fMin().value());
    double high = toMel(mel.mel(), mel.fMax().value());
    double[] edges = new double[mel.bins() + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = toHertz(mel.mel(), low + (high - low) * i / (edges.length - 1));
    }
    double step = (double) rateHz / mel.fftSize();
    for (int bin = 0; bin < mel.bins(); bin++) {
      triangle(mel, bin, edges, step);
    }
  }

  private void triangle(LogMel mel, int bin, double[] edges, double step) {
    double left = edges[bin];
    double top = edges[bin + 1];
    double right = edges[bin + 2];
    int from = (int) Math.ceil(left / step);
    int to = Math.min((int) Math.floor(right / step), mel.fftSize() / 2);
    double height = mel.mel() == LogMel.Mel.SLANEY ? 2 / (right - left) : 1;
    first[bin] = from;
    weights[bin] = new double[Math.max(0, to - from + 1)]; // a narrow one may hold no frequency
    for (int i = 0; i < weights[bin].length; i++) {
      double at = (from + i) * step;
      double up = (at - left) / (top - left);
      double down = (right - at) / (right - top);
      weights[bin][i] = height * Math.max(0, Math.min(up, down));
    }
  }

  /** What one triangle lets through. */
  double sum(int bin, double[] power) {
    double sum = 0;
    double[] triangle = weights[bin];
    for (int i = 0; i < triangle.length; i++) {
      sum += triangle[i] * power[first[bin] + i];
    }
    return sum;
  }

  private static double toMel(LogMel.Mel scale, double hertz) {
    return switch (scale) {
      case HTK -> 2595 * Math.log10(1 + hertz / 700);
      case SLANEY ->
          hertz < 1000 ? hertz * 3 / 200 : 15 + Math.log(hertz / 1000) * 27 / Math.log(6.4);
    };
  }

  private static double toHertz(LogMel.Mel scale, double mel) {
    return switch (scale) {
      case HTK -> 700 * (Math.pow(10, mel / 2595) - 1);
      case SLANEY -> mel < 15 ? mel * 200 / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
    };
  }
}
