package io.skerry.bench.serving;

import io.skerry.bench.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Five rounds in which every party has its turn, so that a busy moment hits all alike. */
final class Rounds {
  private static final int COUNT = 5;

  private final Map<String, List<Party.Round>> rounds = new HashMap<>();

  /** Warms everybody up, then measures. */
  static Rounds of(List<Party> parties, int callers, int warmUp, int requests) throws IOException {
    Rounds all = new Rounds();
    for (Party party : parties) {
      party.run(callers, warmUp);
    }
    for (int round = 1; round <= COUNT; round++) {
      for (Party party : parties) {
        Party.Round took = party.run(callers, requests / COUNT);
        all.rounds.computeIfAbsent(party.name(), name -> new ArrayList<>()).add(took);
        System.out.printf(
            "round %d, %d callers, %-16s %8.3f ms CPU  %8.1f/s  p50 %7.3f ms  p99 %7.3f ms%n",
            round,
            callers,
            party.name(),
            took.cpuMs(),
            took.perSecond(),
            took.p50Ms(),
            took.p99Ms());
      }
    }
    return all;
  }

  double median(String party, ToDoubleFunction<Party.Round> figure) {
    return Figures.median(rounds.get(party).stream().mapToDouble(figure).boxed().toList());
  }

  boolean has(String party) {
    return rounds.containsKey(party);
  }

  /** The party's CPU time per request beyond the bare engine's, in each round; the median. */
  double overRaw(String party) {
    List<Double> over = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      over.add(rounds.get(party).get(i).cpuMs() - rounds.get("raw").get(i).cpuMs());
    }
    return Figures.median(over);
  }
}
