package io.skerry.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one of the programs to its end. Thread-safe. */
public record Command(Home home) {
  private static final int LIMIT_S = 120;

  /**
   * How a program ended.
   *
   * @param exit its exit code
   * @param out what it printed
   * @param err what it complained about
   */
  public record Outcome(int exit, String out, String err) {
    /** The last line of its output, as JSON. */
    public JsonNode json() {
      String last = out.strip().substring(out.strip().lastIndexOf('\n') + 1);
      try {
        return Json.read(last.getBytes(StandardCharsets.UTF_8), JsonNode.class);
      } catch (FormatException e) {
        throw new IllegalStateException("expected JSON, got '" + last + "': " + err, e);
      }
    }

    /** The last line of its complaints. */
    public String complaint() {
      return err.strip().substring(err.strip().lastIndexOf('\n') + 1);
    }
  }

  /** Runs it and expects success. */
  public Outcome expect(String module, String input, String... arguments) {
    Outcome outcome = run(module, input, arguments);
    if (outcome.exit != 0) {
      throw new IllegalStateException(
          module
              + " "
              + String.join(" ", arguments)
              + " ended with "
              + outcome.exit
              + ": "
              + outcome.err);
    }
    return outcome;
  }

  /**
   * Runs it, whatever comes.
   *
   * @param input its standard input
   */
  public Outcome run(String module, String input, String... arguments) {
    List<String> line = java(home, module);
    line.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(line).directory(home.folder().toFile()).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It may end without reading; its exit code tells.
      }
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
      if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            module + " " + arguments[0] + " took over " + LIMIT_S + " s");
      }
      return new Outcome(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The agent runs with its own options, everything else with those of short-lived programs. */
  static List<String> java(Home home, String module) {
    if (module.equals("edge-agent")) {
      return agent(home);
    }
    return new ArrayList<>(
        List.of(
            Home.java(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            home.jar(module).toString()));
  }

  /** As {@code ./skerry agent} starts it. */
  private static List<String> agent(Home home) {
    File cache = home.agentCache().toFile();
    File jar = home.jar("edge-agent").toFile();
    List<String> line = new ArrayList<>(List.of("env", "MALLOC_ARENA_MAX=2", Home.java()));
    line.add("@" + home.file("edge-agent/target/agent.options"));
    if (cache.length() > 0 && cache.lastModified() > jar.lastModified()) {
      line.add("-XX:AOTCache=" + cache);
    }
    line.addAll(List.of("-jar", jar.getPath()));
    return line;
  }

  private static String read(java.io.InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
