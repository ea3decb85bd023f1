package io.skerry.controller;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The controller's command line. */
@Command(
    name = "controller",
    description = "The fleet's side: enrols devices, holds the repository, rolls releases out.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {InitCommand.class, RunCommand.class, CertificateCommand.class})
public final class Main {
  private Main() {}

  /** Runs one command; exits with 0, or 1 to 3 as {@link ExitCode} says. */
  public static void main(String[] args) {
    // Netty looks once; the broker's journal needs what it would do without on Java 25.
    System.setProperty("io.netty.noUnsafe", "false");
    System.exit(execute(args));
  }

  static int execute(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(ExitCode::report);
    line.setParameterExceptionHandler(ExitCode::reportUse);
    return line.execute(args);
  }
}
