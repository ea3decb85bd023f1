package io.skerry.agent.engine.gpu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The GPU inside a Jetson, from the kernel's files: its driver has no NVML before JetPack 7. Its
 * memory is the system's. Thread-safe.
 */
final class JetsonReader implements GpuReader {
  private static final List<String> LOADS =
      List.of("sys/devices/gpu.0/load", "sys/devices/platform/gpu.0/load");

  private final Path root;
  private final List<Gpu> gpus;

  private JetsonReader(Path root, Gpu gpu) {
    this.root = root;
    this.gpus = List.of(gpu);
  }

  static JetsonReader in(Path root) throws NoGpu {
    Path tree = root.resolve("proc/device-tree");
    String compatible = text(tree.resolve("compatible")).orElse("");
    String model = text(tree.resolve("model")).orElse("NVIDIA Jetson");
    String serial = text(tree.resolve("serial-number")).orElse("0");
    return new JetsonReader(root, new Gpu(0, "tegra-" + serial, model, capability(compatible)));
  }

  /** NVIDIA's table of chips; the device tree lists several names, the chip's among them. */
  private static String capability(String compatible) throws NoGpu {
    for (String chip : compatible.split("[ ,]", -1)) {
      switch (chip) {
        case "tegra210" -> {
          return "5.3";
        }
        case "tegra186" -> {
          return "6.2";
        }
        case "tegra194" -> {
          return "7.2";
        }
        case "tegra234" -> {
          return "8.7";
        }
        case "tegra264" -> {
          return "11.0";
        }
        default -> {}
      }
    }
    throw new NoGpu("an unknown Jetson: the device tree says '" + compatible + "'");
  }

  @Override
  public List<Gpu> gpus() {
    return gpus;
  }

  @Override
  public GpuFigures read(Gpu gpu) {
    double total = memory("MemTotal:");
    return new GpuFigures(
        load() / 1000,
        total,
        total - memory("MemAvailable:"),
        watts(),
        sensor("sys/class/thermal", "thermal_zone*", "type", "temp") / 1000);
  }

  /** Per mille. */
  private double load() {
    for (String file : LOADS) {
      double load = number(root.resolve(file));
      if (!Double.isNaN(load)) {
        return load;
      }
    }
    for (Path device : entries(root.resolve("sys/class/devfreq"), "*{gpu,gv11b,ga10b,gp10b}*")) {
      double load = number(device.resolve("device/load"));
      if (!Double.isNaN(load)) {
        return load;
      }
    }
    return Double.NaN;
  }

  /** Bytes. */
  private double memory(String key) {
    return text(root.resolve("proc/meminfo")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Of the rail that feeds the GPU: the monitor tells millivolts and milliamperes. */
  private double watts() {
    for (Path monitor : entries(root.resolve("sys/class/hwmon"), "hwmon*")) {
      for (Path label : entries(monitor, "in*_label")) {
        if (text(label).orElse("").contains("GPU")) {
          String rail = label.getFileName().toString().replaceAll("[^0-9]", "");
          return number(monitor.resolve("in" + rail + "_input"))
              * number(monitor.resolve("curr" + rail + "_input"))
              / 1_000_000;
        }
      }
    }
    return Double.NaN;
  }

  private double sensor(String folder, String glob, String label, String value) {
    for (Path entry : entries(root.resolve(folder), glob)) {
      if (text(entry.resolve(label)).orElse("").toUpperCase(Locale.ROOT).contains("GPU")) {
        return number(entry.resolve(value));
      }
    }
    return Double.NaN;
  }

  private static List<Path> entries(Path folder, String glob) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      return List.of(); // a file that another kernel doesn't have
    }
    entries.sort(null);
    return entries;
  }

  private static double number(Path file) {
    try {
      return text(file).map(Double::parseDouble).orElse(Double.NaN);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Strings of the device tree end with zeros, and lists are separated by them. */
  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).replace('\0', ' ').strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
