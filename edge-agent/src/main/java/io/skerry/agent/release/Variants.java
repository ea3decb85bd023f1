package io.skerry.agent.release;

import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which variant of a model this machine runs: the one that was taken for it, else the first that
 * fits. What fits depends on the memory that is free at the moment, so it is asked once for each
 * release. Thread-safe.
 */
public final class Variants {
  private static final int MOST_CHARS = 1000;

  private Variants() {}

  /**
   * The variant of a model for this machine.
   *
   * @param taken the variant that was chosen before, whatever fits now; empty to choose
   * @throws ReleaseException naming, for each variant, what this machine lacks
   */
  public static Variant choose(ModelContent content, Optional<String> taken)
      throws ReleaseException {
    return choose(content, taken, Hardware.here());
  }

  /**
   * The blobs that this machine fetches: one variant's files, tokenizers, and golden samples.
   *
   * @param taken the variant that was chosen before
   * @throws ReleaseException if none was, and no variant fits
   */
  public static List<Blob> needed(ModelContent content, Optional<String> taken)
      throws ReleaseException {
    return Stream.concat(choose(content, taken).allFiles().stream(), content.shared().stream())
        .distinct()
        .toList();
  }

  static Variant choose(ModelContent content, Optional<String> taken, Hardware hardware)
      throws ReleaseException {
    List<String> reasons = new ArrayList<>();
    for (Variant variant : content.variants()) {
      if (taken.equals(Optional.of(variant.id()))) {
        return variant;
      }
    }
    for (Variant variant : content.variants()) {
      Optional<String> lack = hardware.lack(variant);
      if (lack.isEmpty()) {
        return variant;
      }
      reasons.add(variant.id() + " " + lack.get());
    }
    throw ReleaseException.machine("no variant fits this machine: " + String.join("; ", reasons));
  }

  /** Why variants that come before this one don't run here, for people; empty if all would. */
  static String passedOver(ModelContent content, Variant chosen, Hardware hardware) {
    String reasons =
        content.variants().stream()
            .takeWhile(variant -> !variant.id().equals(chosen.id()))
            .flatMap(
                variant ->
                    hardware
                        .lack(variant)
                        .map(lack -> "not " + variant.id() + ": " + lack)
                        .stream())
            .collect(Collectors.joining("; "));
    return reasons.length() > MOST_CHARS ? reasons.substring(0, MOST_CHARS) + "…" : reasons;
  }
}
