package io.skerry.agent;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code agent enrol}, {@code agent run} and {@code agent serve} as picocli reads them. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.BuildVersion.class,
    description = "Runs releases on this device.",
    subcommands = {EnrolCommand.class, RunCommand.class, ServeCommand.class})
final class Commands {
  private Commands() {}

  /** Runs one; the exit code. */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Commands())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (fault, command, _) -> {
              command.getErr().println("agent: " + Exit.line(fault));
              return Exit.FAILED;
            })
        .execute(args);
  }

  /** Tells the version of this build. */
  static final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"agent " + Build.current().version()};
    }
  }
}
