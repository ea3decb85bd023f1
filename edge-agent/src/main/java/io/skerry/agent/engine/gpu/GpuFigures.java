package io.skerry.agent.engine.gpu;

/**
 * What a GPU does now; NaN where it doesn't say.
 *
 * @param utilization how busy it is, 0 to 1
 * @param totalBytes its memory; on a Jetson, that of the system, which it shares
 * @param usedBytes of that, by whomever
 * @param watts that it draws
 * @param celsius its temperature
 */
public record GpuFigures(
    double utilization, double totalBytes, double usedBytes, double watts, double celsius) {
  /** What could be had now, in MiB; 0 where it doesn't say. */
  public long freeMb() {
    return (long) (totalBytes - usedBytes) >> 20; // (long) NaN is 0
  }
}
