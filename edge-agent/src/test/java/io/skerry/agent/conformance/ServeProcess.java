package io.skerry.agent.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code agent serve} as its users start it: a process of its own, with its own options. */
final class ServeProcess implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("java.home"));

  private final Process process;
  private final JsonNode ready;

  private ServeProcess(Process process, JsonNode ready) {
    this.process = process;
    this.ready = ready;
  }

  /** Waits until it answers. */
  static ServeProcess start(Path models, Path log, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/java").toString()));
    command.add("@" + Path.of("src/main/jvm/agent.options").toAbsolutePath());
    command.add("io.skerry.agent.Main");
    command.addAll(List.of("serve", "--models", models.toString(), "--port", "0"));
    command.addAll(List.of("--grpc-port", "0", "--metrics-port", "-1"));
    command.addAll(List.of("--state", models.resolveSibling("no-state").toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("agent serve: " + Files.readString(log));
    }
    return new ServeProcess(process, new JsonMapper().readTree(line));
  }

  String url() {
    return ready.get("url").asText();
  }

  /** Host and port. */
  String grpc() {
    return ready.get("grpc").asText();
  }

  /** A figure of the kernel's about its memory, in MiB: {@code VmHWM}, the most it ever had. */
  long memoryMb(String figure) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith(figure + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
        .findFirst()
        .orElseThrow();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
