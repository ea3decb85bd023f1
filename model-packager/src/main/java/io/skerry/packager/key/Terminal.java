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
    return prompt ->
        Optional.ofNullable(System.console()) // null on JDK 25 where stdin is no terminal
            .filter(Console::isTerminal)
            .map(console -> console.readPassword("%s: ", prompt));
  }
}
