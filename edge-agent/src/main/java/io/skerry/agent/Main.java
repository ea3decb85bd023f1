package io.skerry.agent;

import io.skerry.agent.state.StateException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device's side of Skerry: {@code agent enrol}, {@code agent run}, {@code agent serve}. */
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
    Optional<Start> plain = PlainStart.of(args);
    if (plain.isEmpty()) {
      return Commands.execute(args, out, err);
    }
    try {
      return plain.get().serve(out, err);
    } catch (InterruptedException | RuntimeException e) {
      err.println("agent: " + Exit.line(e));
      return Exit.FAILED;
    }
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
}
