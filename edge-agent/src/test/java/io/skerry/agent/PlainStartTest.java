package io.skerry.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which starts are read without picocli, and that they mean the same. */
final class PlainStartTest {
  private static final Listen USUAL = new Listen("127.0.0.1", 8000, 8001, 8002, Optional.empty());

  @TempDir private Path folder;

  private static Optional<Start> read(String line) {
    return PlainStart.of(line.isEmpty() ? new String[0] : line.split(" ", -1));
  }

  @Test
  void readsPairsAndTakesTheUsualForTheRest() {
    assertEquals(
        Optional.of(new Run(Path.of("/s"), Optional.empty(), USUAL)), read("run --state /s"));
    Listen all = new Listen("0.0.0.0", 0, 9001, 9002, Optional.of(Path.of("t.txt")));
    assertEquals(
        Optional.of(new Run(Path.of("s"), Optional.of(Path.of("agent.yaml")), all)),
        read(
            "run --config=agent.yaml --port 0 --state s --grpc-port=9001 --metrics-port 9002"
                + " --listen 0.0.0.0 --token-file t.txt"));
  }

  @Test
  void readsTheNumbersOfServe() {
    assertEquals(
        Optional.of(
            new Serve(
                Path.of("m"),
                Path.of(Serve.STATE),
                Optional.empty(),
                Map.of("--queue", "7", "--budget-mb", "500"),
                USUAL)),
        read("serve --models m --queue 7 --budget-mb=500"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "enrol --state s",
        "--help",
        "run",
        "run --help",
        "run --state",
        "run --state s --help",
        "run --state s --state s",
        "run --state s extra",
        "run --state s --port x",
        "run --state s --port 010",
        "run --state s --port 99999999999",
        "run --state s --grpc-port -1",
        "run --state s --queue 7",
        "run --state --port 0",
        "run --state @file",
        "run --state ${HOME}",
        "run --state=",
        "serve --state s"
      })
  void leavesAllElseToPicocli(String line) {
    assertEquals(Optional.empty(), read(line));
  }

  @Test
  void failsAsPicocliDoes() {
    String state = folder.resolve("nobody").toString();
    String[] plain = {"run", "--state", state, "--port", "0"};
    String[] others = {"run", "--state", state, "--port", "0", "--grpc-port", "-1"};
    assertEquals(outcome(others), outcome(plain));
  }

  private static String outcome(String[] line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(line, new PrintWriter(out, true), new PrintWriter(err, true));
    return code + out.toString() + err;
  }
}
