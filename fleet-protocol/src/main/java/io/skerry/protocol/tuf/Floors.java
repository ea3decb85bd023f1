package io.skerry.protocol.tuf;

import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lowest version of each model that may still be activated, as high as was ever seen. Floors
 * only rise: whoever stole old but genuine releases can't bring them back.
 */
public record Floors(Map<ModelName, Version> lowest) {
  public Floors {
    lowest = Map.copyOf(lowest);
  }

  /** No floors seen yet. */
  public static Floors none() {
    return new Floors(Map.of());
  }

  /**
   * The floors of these targets, none of which is lower than it was or left out.
   *
   * @throws TrustException FLOOR
   */
  public Floors raisedTo(Targets targets) throws TrustException {
    for (Map.Entry<ModelName, Version> seen : lowest.entrySet()) {
      Version next = targets.floors().get(seen.getKey());
      if (next == null || next.compareTo(seen.getValue()) < 0) {
        throw TrustException.of(
            Reason.FLOOR,
            targets.fileName(),
            "a floor of at least " + seen.getValue() + " for " + seen.getKey(),
            next == null ? "none" : next);
      }
    }
    return new Floors(targets.floors());
  }

  /** Both together; where both know a model, the higher one. */
  public Floors merge(Floors other) {
    Map<ModelName, Version> merged = new HashMap<>(lowest);
    other.lowest.forEach(
        (model, floor) -> merged.merge(model, floor, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    return new Floors(merged);
  }

  /** The floor of a model, if it has one. */
  public Optional<Version> of(ModelName model) {
    return Optional.ofNullable(lowest.get(model));
  }

  /**
   * Requires that a release is at or above its model's floor.
   *
   * @throws TrustException FLOOR
   */
  public void require(ReleaseId release) throws TrustException {
    Version floor = lowest.getOrDefault(release.model(), release.version());
    if (release.version().compareTo(floor) < 0) {
      throw TrustException.of(
          Reason.FLOOR, release.toString(), "at least " + floor, release.version());
    }
  }
}
