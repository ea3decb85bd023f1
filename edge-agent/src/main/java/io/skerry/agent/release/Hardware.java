package io.skerry.agent.release;

import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this machine offers to models.
 *
 * @param arch {@code x86_64} or {@code aarch64}
 * @param engines the runtimes in this build
 * @param gpus kinds of GPU that those runtimes can use: {@code cuda}
 * @param freeMb memory that could be had now, in MiB
 */
record Hardware(String arch, Set<EngineKind> engines, Set<String> gpus, long freeMb) {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CONTAINER = Path.of("/sys/fs/cgroup");

  Hardware {
    engines = Set.copyOf(engines);
    gpus = Set.copyOf(gpus);
  }

  /** This machine, now. */
  static Hardware here() {
    return new Hardware(
        arch(System.getProperty("os.arch")),
        Set.of(EngineKind.ONNXRUNTIME),
        Set.of(),
        availableMb());
  }

  /** What the variant needs and this machine lacks; empty if it fits. */
  Optional<String> lack(Variant variant) {
    Variant.Needs needs = variant.needs();
    if (!engines.contains(variant.engine())) {
      return Optional.of("needs the engine " + variant.engine() + ", this agent has " + engines);
    }
    if (!needs.arch().isEmpty() && !needs.arch().contains(arch)) {
      return Optional.of("needs " + needs.arch() + ", this machine is " + arch);
    }
    if (needs.gpu().isPresent() && !gpus.contains(needs.gpu().get())) {
      return Optional.of("needs the GPU " + needs.gpu().get() + ", this agent can use " + gpus);
    }
    if (needs.memoryMb().isPresent() && needs.memoryMb().get() > freeMb) {
      return Optional.of("needs " + needs.memoryMb().get() + " MiB, free are " + freeMb);
    }
    return Optional.empty();
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
