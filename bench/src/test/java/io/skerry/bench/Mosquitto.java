package io.skerry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's mosquitto_sub and mosquitto_pub, with one certificate.
 *
 * @param port the broker's, on localhost
 */
record Mosquitto(int port, Path authority, Path certificate, Path key) {
  private static final int LIMIT_S = 40;

  /** What a program printed, and how it ended. */
  record Outcome(int exit, String text) {}

  /** Prints up to {@code count} messages, each as topic and payload. */
  Outcome subscribe(String clientId, String filter, int count, int seconds) {
    return run(line("mosquitto_sub", clientId, filter, "-v", "-C", "" + count, "-W", "" + seconds));
  }

  Outcome publish(String clientId, String topic, String payload, String... more) {
    List<String> line = line("mosquitto_pub", clientId, topic, "-m", payload);
    line.addAll(List.of(more));
    return run(line);
  }

  private List<String> line(String program, String clientId, String topic, String... more) {
    List<String> line =
        new ArrayList<>(List.of(program, "-V", "mqttv5", "-d", "-q", "1", "-i", clientId));
    line.addAll(List.of("-h", "localhost", "-p", "" + port, "-t", topic));
    line.addAll(List.of("--cafile", authority.toString()));
    line.addAll(List.of("--cert", certificate.toString(), "--key", key.toString()));
    line.addAll(List.of(more));
    return line;
  }

  private static Outcome run(List<String> line) {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(line.getFirst() + " took over " + LIMIT_S + " s");
      }
      return new Outcome(process.exitValue(), text);
    } catch (IOException e) {
      throw new IllegalStateException(
          "needs Debian's mosquitto-clients; ./skerry test installs it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
