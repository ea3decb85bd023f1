package io.skerry.protocol.tuf;

import io.skerry.protocol.id.ReleaseId;
import java.util.Optional;

/** A set of metadata that passed every check of one update, none of it expired at its start. */
public record TrustedMetadata(
    Signed<Root> root,
    Signed<Timestamp> timestamp,
    Signed<Snapshot> snapshot,
    Signed<Targets> targets,
    Floors floors) {
  /** What the publishers say about a release's manifest, if the release exists. */
  public Optional<TargetFile> find(ReleaseId release) {
    return targets.metadata().find(release);
  }
}
