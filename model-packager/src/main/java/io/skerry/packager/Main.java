package io.skerry.packager;

import io.skerry.packager.key.Terminal;
import io.skerry.packager.publish.PublishCommand;
import java.time.Clock;

/** Entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code: 0 done, 1 refused, 2 wrong use, 3 failed. */
  public static void main(String[] args) {
    PublishCommand publish = new PublishCommand(Thread::sleep);
    int exitCode =
        Packager.commandLine(Terminal.system(), Clock.systemUTC(), publish).execute(args);
    System.exit(exitCode);
  }
}
