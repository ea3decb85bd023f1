package io.skerry.bench.serving;

import java.io.IOException;

/** Who computes: a server, or the bare engine. */
interface Party {
  /** Its name in the figures. */
  String name();

  /** Has that many requests computed by so many callers at once. */
  Round run(int callers, int requests) throws IOException;

  /**
   * What a round took.
   *
   * @param cpuMs of the computing process, per request
   * @param perSecond requests
   * @param p50Ms of the callers' waiting
   * @param p99Ms of the callers' waiting
   */
  record Round(double cpuMs, double perSecond, double p50Ms, double p99Ms) {
    static Round of(long cpuNs, long wallNs, long[] sorted) {
      int n = sorted.length;
      return new Round(
          cpuNs / 1e6 / n,
          n / (wallNs / 1e9),
          sorted[n / 2] / 1e6,
          sorted[Math.min(n - 1, n * 99 / 100)] / 1e6);
    }
  }
}
