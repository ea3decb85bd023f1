package io.skerry.controller.releases;

import io.skerry.protocol.activation.ActivationRules;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.Floors;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The releases that the publishers' newest metadata names, read in the caller's transaction.
 * Thread-safe.
 */
public final class Catalogue {
  private final TargetsCache cache = new TargetsCache();

  /** Every release, by model and then from the newest version to the oldest. */
  public List<ReleaseId> releases(Handle handle) {
    return cache
        .newest(handle)
        .map(
            targets ->
                targets.targets().keySet().stream()
                    .map(ReleaseId::parse)
                    .sorted(
                        Comparator.comparing(ReleaseId::model)
                            .thenComparing(ReleaseId::version, Comparator.reverseOrder()))
                    .toList())
        .orElse(List.of());
  }

  /** The newest metadata's floors. */
  public Floors floors(Handle handle) {
    return cache.newest(handle).map(targets -> new Floors(targets.floors())).orElse(Floors.none());
  }

  /** What the metadata says of a release's manifest. */
  public Optional<TargetFile> target(Handle handle, ReleaseId release) {
    return cache.newest(handle).flatMap(targets -> targets.find(release));
  }

  /** A release's manifest; empty if the newest metadata doesn't name it. */
  public Optional<Manifest> manifest(Handle handle, ReleaseId release) {
    try {
      Optional<TargetFile> target = target(handle, release);
      return target.isEmpty()
          ? Optional.empty()
          : Optional.of(checked(handle, release, target.get()));
    } catch (TrustException e) {
      throw new IllegalStateException("the repository took a manifest that it can't read", e);
    }
  }

  /**
   * Why no device may be told to run this; empty if one may: the release exists, is not under its
   * floor and declares these parameters.
   */
  public Optional<String> refusal(Handle handle, Desired desired) {
    ReleaseId release = desired.release();
    try {
      Targets targets = cache.newest(handle).orElse(null);
      TargetFile target = targets == null ? null : targets.find(release).orElse(null);
      if (target == null) {
        throw TrustException.of(
            Reason.NOT_IN_TARGETS, release.toString(), "a published release", "none");
      }
      new Floors(targets.floors()).require(release);
      ActivationRules.checkParameters(checked(handle, release, target), desired.parameters());
      return Optional.empty();
    } catch (TrustException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Manifest checked(Handle handle, ReleaseId release, TargetFile target)
      throws TrustException {
    Optional<byte[]> bytes =
        handle
            .createQuery("SELECT bytes FROM manifest WHERE sha256 = :sha256")
            .bind("sha256", target.sha256().hex())
            .mapTo(byte[].class)
            .findOne();
    if (bytes.isEmpty()) {
      throw TrustException.of(Reason.MISSING, "manifest of " + release, target.sha256(), "none");
    }
    target.check(release, bytes.get());
    try {
      return Manifest.parse(bytes.get());
    } catch (io.skerry.protocol.json.FormatException e) {
      throw TrustException.format("manifest of " + release, e);
    }
  }
}
