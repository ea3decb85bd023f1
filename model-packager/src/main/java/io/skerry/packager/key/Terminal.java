package io.skerry.packager.key;

import java.io.Console;
import java.util.Optional;

/** Where a person can be asked for a secret. */
@FunctionalInterface
public interface Terminal {
  /** Asks without echo; empty where nobody can be asked. */
  Optional<char[]> ask(String prompt);

  /** This process's terminal, if it has one. */
  static Terminal system() {
    return prompt -> {
      Console console = System.console();
      if (!console.isTerminal()) {
        return Optional.empty();
      }
      return Optional.ofNullable(console.readPassword("%s: ", prompt));
    };
  }
}
