package io.skerry.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class ArgumentsTest {
  @Test
  void noArgumentHoldsASecret() {
    for (CommandLine command : leaves(new Cli().commandLine())) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        String name = option.longestName();
        boolean soundsSecret = name.matches(".*(pass|secret|token|pin|seed).*");
        assertTrue(
            !soundsSecret || name.equals("--passphrase-fd") || name.equals("--token-file"), name);
      }
    }
  }

  @Test
  void everyCommandHasHelpAndJson() {
    for (CommandLine command : leaves(new Cli().commandLine())) {
      assertTrue(command.getCommandSpec().findOption("--json") != null, command.getCommandName());
      assertTrue(command.getCommandSpec().findOption("--help") != null, command.getCommandName());
    }
  }

  @Test
  void wrongUseExitsWith2AndOneLine() {
    for (String[] args :
        new String[][] {{}, {"pack"}, {"pack", "--nonsense"}, {"floor", "x", "y"}}) {
      Cli.Run run = new Cli().run((Object[]) args);
      assertEquals(2, run.exitCode(), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
  }

  @Test
  void aFailureIsJsonTooWhereAskedFor() throws Exception {
    Cli.Run run = new Cli().run("prove", "/nonexistent", "--json");
    assertEquals(2, run.json().path("exit").asInt());
    assertTrue(run.json().path("error").asText().contains("packager pack"));
  }

  private static List<CommandLine> leaves(CommandLine line) {
    List<CommandLine> leaves = new ArrayList<>();
    if (line.getSubcommands().isEmpty()) {
      leaves.add(line);
    }
    line.getSubcommands().values().forEach(sub -> leaves.addAll(leaves(sub)));
    return leaves;
  }
}
