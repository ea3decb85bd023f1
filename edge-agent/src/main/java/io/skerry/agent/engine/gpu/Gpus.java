package io.skerry.agent.engine.gpu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The NVIDIA GPUs of this machine, found once, on the first question. Where there is no device file
 * no library is looked for, so that the question costs microseconds. Thread-safe.
 */
public final class Gpus {
  private static final List<String> JETSON = List.of("nvhost-gpu", "nvhost-ctrl-gpu", "nvgpu");

  private final Path root;
  private Optional<Found> found = Optional.empty();

  /** What the first look gave. */
  private record Found(Optional<GpuReader> reader, String absence) {}

  private Gpus(Path root) {
    this.root = root;
  }

  /** This machine's. */
  public static Gpus here() {
    return Here.GPUS;
  }

  /** Those of a machine whose files stand under a folder. */
  static Gpus in(Path root) {
    return new Gpus(root);
  }

  /** Why there is none that could be used, for people; empty if there is. */
  public Optional<String> absence() {
    return look().reader().isPresent() ? Optional.empty() : Optional.of(look().absence());
  }

  /** All of them; empty where there is none. */
  public List<Gpu> list() {
    return look().reader().map(GpuReader::gpus).orElse(List.of());
  }

  /** Its figures of now. */
  public GpuFigures read(Gpu gpu) {
    return look()
        .reader()
        .map(reader -> reader.read(gpu))
        .orElse(new GpuFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  private synchronized Found look() {
    if (found.isEmpty()) {
      found = Optional.of(find());
    }
    return found.get();
  }

  private Found find() {
    try {
      return new Found(Optional.of(reader()), "");
    } catch (NoGpu e) {
      return new Found(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  private GpuReader reader() throws NoGpu {
    Path dev = root.resolve("dev");
    for (String name : JETSON) {
      if (Files.exists(dev.resolve(name))) {
        return JetsonReader.in(root);
      }
    }
    if (hasCard(dev)) {
      return NvmlReader.open();
    }
    throw new NoGpu("no NVIDIA device (/dev/nvidia0 is missing)");
  }

  /** Any of {@code /dev/nvidia0} and so on: a container may be given the second card only. */
  private static boolean hasCard(Path dev) {
    try (DirectoryStream<Path> cards = Files.newDirectoryStream(dev, "nvidia[0-9]*")) {
      return cards.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  /** Made when it is first asked for. */
  private static final class Here {
    private static final Gpus GPUS = new Gpus(Path.of("/"));
  }
}
