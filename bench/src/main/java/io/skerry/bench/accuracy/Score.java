package io.skerry.bench.accuracy;

import io.skerry.bench.Figures;

/** How many of how many were right. */
record Score(int right, int all) {
  double share() {
    return all == 0 ? 0 : (double) right / all;
  }

  Score plus(boolean wasRight) {
    return new Score(right + (wasRight ? 1 : 0), all + 1);
  }

  void addTo(Figures figures, String name, double limit) {
    figures
        .put(name + "_pictures", all)
        .put(name + "_accuracy", share())
        .put(name + "_limit", limit)
        .put(name + "_ratio", share() / limit);
  }
}
