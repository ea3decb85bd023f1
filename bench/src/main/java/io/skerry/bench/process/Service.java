package io.skerry.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that runs until it is closed; its complaints go to a file. Thread-safe. */
public final class Service implements AutoCloseable {
  private static final int READY_S = 60;
  private static final int STOP_S = 15;
  private static final int ANSWER_S = 600;
  private static final int LINES = 100;

  private final Process process;
  private final JsonNode ready;
  private final BlockingQueue<String> lines;

  private Service(Process process, JsonNode ready, BlockingQueue<String> lines) {
    this.process = process;
    this.ready = ready;
    this.lines = lines;
  }

  /** Starts a program and waits for its line {@code {"ready":true,…}}. */
  public static Service start(Home home, String module, Path log, List<String> arguments) {
    return start(home, module, log, List.of(), arguments);
  }

  /** The same, with further options of Java. */
  public static Service start(
      Home home, String module, Path log, List<String> options, List<String> arguments) {
    List<String> line = Command.java(home, module);
    line.addAll(line.indexOf("-jar"), options);
    line.addAll(arguments);
    return started(home, module, log, line);
  }

  /** Starts a class of this module in a Java of its own, with the same options. */
  public static Service startClass(Home home, Class<?> type, Path log, List<String> arguments) {
    List<String> line = Command.java(home, "bench");
    line.subList(line.indexOf("-jar"), line.size()).clear();
    line.addAll(List.of("-cp", home.jar("bench").toString(), type.getName()));
    line.addAll(arguments);
    return started(home, type.getSimpleName(), log, line);
  }

  /** Starts any command that prints such a line, in the project's folder. */
  public static Service started(Home home, String name, Path log, List<String> line) {
    try {
      BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES);
      Process process =
          new ProcessBuilder(line)
              .directory(home.folder().toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      CompletableFuture<JsonNode> first = new CompletableFuture<>();
      // Reading a pipe pins a virtual thread's carrier, and there are as few as cores.
      Thread.ofPlatform()
          .daemon()
          .name("output-" + name)
          .start(() -> follow(process, first, lines));
      return new Service(process, await(name, process, log, first), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it said when it was ready. */
  public JsonNode ready() {
    return ready;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Its resident memory in bytes, from {@code /proc}. */
  public long rssBytes() {
    try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(text -> text.startsWith("VmRSS:"))
          .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CPU time that it has used, in nanoseconds; told in steps of 10 ms. */
  public long cpuNs() {
    return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Gives it a line and answers the next line that it prints. */
  public String ask(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    try {
      String answer = lines.poll(ANSWER_S, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("no answer to '" + line + "' in " + ANSWER_S + " s");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Pulls the plug: SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    waitFor(STOP_S);
  }

  /** SIGTERM; false if it is still there after so many seconds. */
  public boolean end(int seconds) {
    process.destroy();
    return waitFor(seconds);
  }

  /** SIGTERM, and SIGKILL where that takes over 15 s. */
  @Override
  public void close() {
    if (!end(STOP_S)) {
      kill();
    }
  }

  private boolean waitFor(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void follow(
      Process process, CompletableFuture<JsonNode> first, BlockingQueue<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (text.startsWith("{") && text.contains("\"ready\":true")) {
          first.complete(Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class));
        } else if (!lines.offer(text)) {
          lines.clear(); // nobody asks this one
        }
      }
      first.completeExceptionally(new IOException("it ended"));
    } catch (IOException | FormatException e) {
      first.completeExceptionally(e);
    }
  }

  private static JsonNode await(
      String module, Process process, Path log, CompletableFuture<JsonNode> first) {
    try {
      return first.get(READY_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException(module + " did not get ready, see " + log, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
