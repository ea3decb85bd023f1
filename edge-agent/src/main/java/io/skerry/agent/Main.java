package io.skerry.agent;

import io.skerry.agent.state.StateException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The device's side of Skerry: {@code agent enrol}, {@code agent run}, {@code agent serve}. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    versionProvider = Main.BuildVersion.class,
    description = "Runs releases on this device.",
    subcommands = {EnrolCommand.class, RunCommand.class, ServeCommand.class})
public final class Main {
  private Main() {}

  /** Exit codes: 0 done, 1 refused by a rule, 2 wrong use, 3 this machine or the network failed. */
  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler(Main::lost);
    Natives.find();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(args, out, err));
  }

  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (fault, command, _) -> {
              command.getErr().println("agent: " + Exit.line(fault));
              return Exit.FAILED;
            })
        .execute(args);
  }

  /**
   * A thread of the agent's own flows, or the database, is gone: nothing but a new process mends
   * it.
   */
  private static void lost(Thread thread, Throwable fault) {
    Logger log = LoggerFactory.getLogger(Main.class);
    log.error("thread {} failed", thread.getName(), fault);
    if (thread.isVirtual() || fault instanceof StateException) {
      Runtime.getRuntime().halt(Exit.FAILED);
    }
  }

  /** Tells the version of this build. */
  static final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"agent " + Build.current().version()};
    }
  }
}
