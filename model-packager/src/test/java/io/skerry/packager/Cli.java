package io.skerry.packager;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.key.Terminal;
import io.skerry.packager.publish.PublishCommand;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine;

/** Runs commands in this process, with a person at the terminal who knows one passphrase. */
public final class Cli {
  public static final String PASSPHRASE = "correct horse battery staple";
  public static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private final Terminal terminal;

  public Cli() {
    this(prompt -> Optional.of(PASSPHRASE.toCharArray()));
  }

  public Cli(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What a command did. */
  public record Run(int exitCode, String out, String err) {
    public JsonNode json() throws FormatException {
      String last = out.lines().reduce((a, b) -> b).orElseThrow();
      return Json.read(last.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    /** The one line that says why. */
    public String error() {
      return err.lines().reduce((a, b) -> b).orElse("");
    }
  }

  /** Runs one command. */
  public Run run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = java.util.Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
    int exitCode =
        commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(texts);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Runs one command that must go well. */
  public Run done(Object... args) {
    Run run = run(args);
    if (run.exitCode() != 0) {
      throw new AssertionError(run.toString());
    }
    return run;
  }

  CommandLine commandLine() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return Packager.commandLine(terminal, clock, new PublishCommand(duration -> {}));
  }
}
