package io.skerry.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A benchmark's last line: {@code {"bench":…,"machine":…,"figures":{…}}}. */
public final class Figures {
  private final String bench;
  private final ObjectNode figures = Json.object();

  /** Of one benchmark. */
  public Figures(String bench) {
    this.bench = bench;
  }

  /** Adds a figure, rounded to four significant digits; its name ends with its unit. */
  public Figures put(String name, double value) {
    figures.put(
        name, new java.math.BigDecimal(value).round(new java.math.MathContext(4)).doubleValue());
    return this;
  }

  /** Prints the line. */
  public void print() {
    ObjectNode line = Json.object().put("bench", bench).put("machine", machine());
    line.set("figures", figures);
    System.out.println(line); // a tree keeps the order in which it was filled
  }

  /** The middle one, or the mean of the two in the middle. */
  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String machine() {
    String cpu = "unknown CPU";
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      cpu =
          lines
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 2))
              .orElse(cpu);
    } catch (IOException e) {
      // Not Linux: the CPU's name stays unknown.
    }
    return "%d x %s, Java %s"
        .formatted(Runtime.getRuntime().availableProcessors(), cpu, Runtime.version());
  }
}
