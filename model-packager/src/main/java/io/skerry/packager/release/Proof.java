package io.skerry.packager.release;

import io.skerry.protocol.id.Sha256;
import java.util.Map;

/**
 * That a release computes its golden samples.
 *
 * @param manifest the manifest it holds for; any change makes the proof worthless
 * @param variants the largest difference seen, by variant, as a decimal
 */
public record Proof(Sha256 manifest, Map<String, String> variants) {
  public Proof {
    variants = Map.copyOf(variants);
  }
}
