package io.skerry.bench.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the programs lie, and the Java that runs them.
 *
 * @param folder the project's top folder
 */
public record Home(Path folder) {
  /** Taken from {@code SKERRY_HOME}, which {@code ./skerry} sets. */
  public static Home find() {
    String named = System.getenv("SKERRY_HOME");
    Path folder = Path.of(named == null ? "." : named).toAbsolutePath().normalize();
    if (!Files.isRegularFile(folder.resolve("edge-agent/target/edge-agent.jar"))) {
      throw new IllegalArgumentException(
          "no built programs in " + folder + ": run through ./skerry, which builds them");
    }
    return new Home(folder);
  }

  /** A file of the project. */
  public Path file(String relative) {
    return folder.resolve(relative);
  }

  /** The agent's AOT cache; it is there once {@code bench aot} made it. */
  public Path agentCache() {
    return folder.resolve("edge-agent/target/agent.aot");
  }

  Path jar(String module) {
    return folder.resolve(module).resolve("target").resolve(module + ".jar");
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
