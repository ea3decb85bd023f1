package io.skerry.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What this process takes of its machine. Confined to one thread. */
public final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB = 1024;

  private long lastCpuNs = cpuNs();
  private long lastNs = System.nanoTime();

  /** Resident memory, and the part of one CPU used since the last call (1 is one CPU fully). */
  public Map<String, Double> now() {
    Map<String, Double> figures = new TreeMap<>();
    long cpu = cpuNs();
    long time = System.nanoTime();
    figures.put("cpus", (double) (cpu - lastCpuNs) / Math.max(1, time - lastNs));
    lastCpuNs = cpu;
    lastNs = time;
    figures.put("rssBytes", rssBytes());
    return figures;
  }

  private static long cpuNs() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private static double rssBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
