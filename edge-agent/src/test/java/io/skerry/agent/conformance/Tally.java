package io.skerry.agent.conformance;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which cases ended how. Confined to one thread.
 *
 * @param plain what is told by its number alone
 */
record Tally(String plain, Map<String, Set<String>> byOutcome) {
  Tally(String plain) {
    this(plain, new TreeMap<>());
  }

  void add(String outcome, String name) {
    byOutcome.computeIfAbsent(outcome, _ -> new TreeSet<>()).add(name);
  }

  List<String> names(String outcome) {
    return List.copyOf(byOutcome.getOrDefault(outcome, Set.of()));
  }

  /** One line for each outcome: how many, and which. */
  void print(String prefix) {
    byOutcome.forEach(
        (outcome, names) ->
            System.out.println(
                prefix
                    + names.size()
                    + " "
                    + outcome
                    + (outcome.endsWith(plain) ? "" : ": " + String.join(" ", names))));
  }
}
