package io.skerry.controller;

import io.skerry.protocol.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command's result on stdout: text, and with {@code --json} one object as the last line. */
final class Output {
  @Option(names = "--json", description = "print one JSON object as the last line")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  void print(String text, Map<String, ?> fields) {
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? new String(Json.write(fields), StandardCharsets.UTF_8) : text);
    out.flush();
  }
}
