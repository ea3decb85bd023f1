package io.skerry.agent.engine;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What engines for GPUs may take.
 *
 * @param cache where finished engines are kept; made when the first one is
 * @param cacheBytes the most that those take on disk
 * @param memoryBytes the most that one model may hold on the GPU; empty for no limit
 */
public record GpuLimits(Path cache, long cacheBytes, OptionalLong memoryBytes) {
  /** 4 GiB on disk, all of the GPU. */
  public static GpuLimits in(Path cache) {
    return new GpuLimits(cache, 4L << 30, OptionalLong.empty());
  }
}
