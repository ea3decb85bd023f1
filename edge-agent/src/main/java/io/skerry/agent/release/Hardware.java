package io.skerry.agent.release;

import io.skerry.agent.engine.Engines;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this machine offers to models.
 *
 * @param arch {@code x86_64} or {@code aarch64}
 * @param freeMb memory that could be had now, in MiB
 * @param accelerators its engines and GPUs, asked only for variants that need one
 */
record Hardware(String arch, long freeMb, Accelerators accelerators) {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CONTAINER = Path.of("/sys/fs/cgroup");

  /** The engines of this machine and its GPU. */
  interface Accelerators {
    /** What a variant asks of them that isn't there; empty if all is. */
    Optional<String> lack(Variant variant);

    /** The GPU's memory that could be had now, in MiB. */
    long freeMb();
  }

  /** The real ones. */
  private static final class Real implements Accelerators {
    @Override
    public Optional<String> lack(Variant variant) {
      return Engines.lack(variant);
    }

    @Override
    public long freeMb() {
      return Engines.gpuFreeMb();
    }
  }

  /** This machine, now. */
  static Hardware here() {
    return new Hardware(arch(System.getProperty("os.arch")), availableMb(), new Real());
  }

  /** What the variant needs and this machine lacks; empty if it fits. */
  Optional<String> lack(Variant variant) {
    Variant.Needs needs = variant.needs();
    if (!needs.arch().isEmpty() && !needs.arch().contains(arch)) {
      return Optional.of("needs " + needs.arch() + ", this machine is " + arch);
    }
    Optional<String> lack =
        accelerators.lack(variant).map(reason -> "needs " + engine(variant) + ": " + reason);
    return lack.isPresent() ? lack : memory(variant);
  }

  private static String engine(Variant variant) {
    return variant.engine() + variant.needs().gpu().map(gpu -> " on the GPU " + gpu).orElse("");
  }

  private Optional<String> memory(Variant variant) {
    if (variant.needs().memoryMb().isEmpty()) {
      return Optional.empty();
    }
    boolean onGpu = variant.engine() == EngineKind.TENSORRT || variant.needs().gpu().isPresent();
    long free = onGpu ? accelerators.freeMb() : freeMb;
    int needed = variant.needs().memoryMb().get();
    return needed > free
        ? Optional.of(
            "needs %d MiB%s, free are %d".formatted(needed, onGpu ? " of the GPU" : "", free))
        : Optional.empty();
  }

  private static String arch(String java) {
    return switch (java) {
      case "amd64", "x86_64" -> "x86_64";
      case "arm64", "aarch64" -> "aarch64";
      default -> java;
    };
  }

  /** What the system could give, or what the container has left, if that is less. */
  private static long availableMb() {
    return Math.min(systemMb(), containerMb());
  }

  private static long systemMb() {
    try (Stream<String> lines = Files.lines(MEMINFO)) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // fails closed: a variant that names its needs is not taken
    }
  }

  private static long containerMb() {
    try {
      String limit = Files.readString(CONTAINER.resolve("memory.max")).strip();
      if (limit.equals("max")) {
        return Long.MAX_VALUE;
      }
      String used = Files.readString(CONTAINER.resolve("memory.current")).strip();
      return Math.max(0, Long.parseLong(limit) - Long.parseLong(used)) >> 20;
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // in no container with limits
    }
  }
}
