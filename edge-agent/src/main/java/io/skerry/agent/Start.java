package io.skerry.agent;

import java.io.PrintWriter;

/** A command that serves until the process is told to stop. */
interface Start {
  /**
   * Serves; says on {@code out} when it is ready, and on {@code err} why it failed.
   *
   * @return the exit code
   */
  int serve(PrintWriter out, PrintWriter err) throws InterruptedException;
}
