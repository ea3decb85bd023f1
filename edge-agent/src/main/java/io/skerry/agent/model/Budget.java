package io.skerry.agent.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which models hold how much of the memory. Confined to the residency's lock. */
final class Budget {
  private static final int NAMED = 8;

  private final long bytes;
  private final Set<Loaded> held = new HashSet<>();
  private long reserved;

  Budget(long bytes) {
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  /** What is taken, with what is set aside for the load under way. */
  long used() {
    return reserved + held.stream().mapToLong(Loaded::bytes).sum();
  }

  Set<Loaded> held() {
    return Set.copyOf(held);
  }

  /** Sets memory aside for the one load under way, in place of what was set aside before. */
  void reserve(long need) {
    reserved = need;
  }

  void hold(Loaded loaded) {
    held.add(loaded);
  }

  void free(Loaded loaded) {
    held.remove(loaded);
  }

  /** How many bytes must be freed so that {@code need} fits; 0 or less if it does. */
  long lacking(long need) {
    return used() + need - bytes;
  }

  /** Why it has no room, for people. */
  String lack(String label, long need) {
    String holders =
        held.stream()
            .sorted(Comparator.comparing(Loaded::bytes).reversed())
            .limit(NAMED)
            .map(loaded -> loaded.label() + " (" + mb(loaded.bytes()) + ")")
            .collect(Collectors.joining(", "));
    String more = held.size() > NAMED ? " and " + (held.size() - NAMED) + " more" : "";
    return "%s needs %s, the budget is %s of which %s are in use%s%s%s"
        .formatted(
            label, mb(need), mb(bytes), mb(used()), holders.isEmpty() ? "" : " by ", holders, more);
  }

  private static String mb(long count) {
    return ((count + (1L << 20) - 1) >> 20) + " MB";
  }
}
