package io.skerry.protocol.activation;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.Parameter;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.util.Map;
import java.util.Optional;

/** Decides whether a release that an assignment names may be activated. */
public final class ActivationRules {
  private ActivationRules() {}

  /**
   * Requires that the publishers name this release, with these very bytes as its manifest, at or
   * above its model's floor, and that it allows these parameters.
   *
   * @param trusted fresh metadata; what was merely stored is not enough
   * @param desired from a verified assignment
   * @return the manifest
   * @throws TrustException NOT_IN_TARGETS, FLOOR, LENGTH, HASH, FORMAT or PARAMETER
   */
  public static Manifest check(TrustedMetadata trusted, Desired desired, byte[] manifest)
      throws TrustException {
    ReleaseId release = desired.release();
    TargetFile target =
        trusted
            .find(release)
            .orElseThrow(
                () ->
                    TrustException.of(
                        Reason.NOT_IN_TARGETS,
                        release.toString(),
                        "an entry in " + trusted.targets(),
                        "none"));
    trusted.floors().require(release);
    target.check(release, manifest);
    Manifest parsed = parse(release, manifest);
    checkParameters(parsed, desired.parameters());
    return parsed;
  }

  /**
   * Requires that a release declares these parameters and that each value lies within its bounds.
   *
   * @throws TrustException PARAMETER
   */
  public static void checkParameters(Manifest manifest, Map<String, String> parameters)
      throws TrustException {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String subject = manifest.release() + " parameter " + parameter.getKey();
      Parameter declared = manifest.parameters().get(parameter.getKey());
      if (declared == null) {
        throw TrustException.of(
            Reason.PARAMETER, subject, "one of " + manifest.parameters().keySet(), "another");
      }
      Optional<String> refusal = declared.refusal(parameter.getValue());
      if (refusal.isPresent()) {
        throw TrustException.of(
            Reason.PARAMETER, subject, "a value within its bounds", refusal.get());
      }
    }
  }

  private static Manifest parse(ReleaseId release, byte[] bytes) throws TrustException {
    try {
      Manifest manifest = Manifest.parse(bytes);
      if (!manifest.release().equals(release)) {
        throw TrustException.of(
            Reason.FORMAT, "manifest of " + release, "its own name", manifest.release());
      }
      return manifest;
    } catch (FormatException e) {
      throw TrustException.format("manifest of " + release, e);
    }
  }
}
