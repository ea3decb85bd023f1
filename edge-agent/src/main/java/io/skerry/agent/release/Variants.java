package io.skerry.agent.release;

import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which variant of a model this machine runs: the first that fits it. Thread-safe. */
public final class Variants {
  private Variants() {}

  /**
   * Chooses the variant for this machine.
   *
   * @throws ReleaseException naming, for each variant, what this machine lacks
   */
  public static Variant choose(ModelContent content) throws ReleaseException {
    return choose(content, Hardware.here());
  }

  /**
   * The blobs that this machine fetches: the variant that fits and every golden sample.
   *
   * @throws ReleaseException if no variant fits
   */
  public static List<Blob> needed(ModelContent content) throws ReleaseException {
    List<Blob> blobs = new ArrayList<>();
    blobs.add(choose(content).blob());
    content
        .golden()
        .forEach(
            sample -> {
              blobs.addAll(sample.inputs().values());
              blobs.addAll(sample.expected().values());
            });
    return blobs.stream().distinct().toList();
  }

  static Variant choose(ModelContent content, Hardware hardware) throws ReleaseException {
    List<String> reasons = new ArrayList<>();
    for (Variant variant : content.variants()) {
      Optional<String> lack = hardware.lack(variant);
      if (lack.isEmpty()) {
        return variant;
      }
      reasons.add(variant.id() + " " + lack.get());
    }
    throw ReleaseException.machine("no variant fits this machine: " + String.join("; ", reasons));
  }
}
