package io.skerry.packager.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command tells: lines for people on stdout, or with {@code --json} one JSON object; how far
 * it is on stderr. Confined to one thread.
 */
public final class Report {
  static final String JSON = "--json";

  @Option(names = JSON, description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** A line for people; not printed with {@code --json}. */
  public void line(String text) {
    if (!json) {
      command.commandLine().getOut().println(text);
    }
  }

  /** The outcome, in JSON; printed only with {@code --json}, after everything else. */
  public void result(ObjectNode outcome) {
    if (json) {
      String line = new String(Json.write(outcome), StandardCharsets.UTF_8);
      command.commandLine().getOut().println(line);
    }
  }

  /** How far long work is. */
  public void progress(String text) {
    command.commandLine().getErr().println(text);
    command.commandLine().getErr().flush();
  }
}
