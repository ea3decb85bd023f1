package io.skerry.controller.repository;

import io.skerry.controller.state.OnlineKeys;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.MetaFile;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.Role;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.Snapshot;
import io.skerry.protocol.tuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Signs snapshot and timestamp, the roles whose keys the controller holds, and stores them in the
 * caller's transaction, so that no version is ever used for two contents. Thread-safe.
 */
final class OnlineRoles {
  private static final Duration SNAPSHOT_LIFE = Duration.ofDays(14);
  private static final Duration TIMESTAMP_LIFE = Duration.ofDays(2);

  private final OnlineKeys keys;

  OnlineRoles(OnlineKeys keys) {
    this.keys = keys;
  }

  /** Why this root leaves the controller unable to sign; empty if it doesn't. */
  Optional<String> unusable(Root root) {
    if (!alone(root.role(RoleName.SNAPSHOT), keys.snapshot())
        || !alone(root.role(RoleName.TIMESTAMP), keys.timestamp())) {
      return Optional.of(
          "root must let this controller's snapshot and timestamp keys sign alone: "
              + "make it with the controller's own online-keys.json");
    }
    return root.assignments().map(role -> alone(role, keys.assignments())).orElse(false)
        ? Optional.empty()
        : Optional.of("root must let this controller's assignments key sign alone");
  }

  private static boolean alone(Role role, Signer signer) {
    return role.threshold() == 1 && role.keyIds().contains(signer.publicKey().id());
  }

  /** The next snapshot of these targets, and the timestamp that names it. */
  void sign(MetadataRows rows, long targetsVersion, byte[] targets, Instant now) {
    long version = rows.version(RoleName.SNAPSHOT) + 1;
    Snapshot snapshot =
        Snapshot.of(version, now.plus(SNAPSHOT_LIFE), MetaFile.of(targetsVersion, targets));
    byte[] file = MetadataWriter.sign(snapshot, List.of(keys.snapshot()));
    rows.add(RoleName.SNAPSHOT, version, file);
    timestamp(rows, version, file, now);
  }

  /** Signs the timestamp again, and the snapshot where it has lived half of its life. */
  void refresh(MetadataRows rows, Instant now) throws TrustException {
    byte[] targets = rows.newest(RoleName.TARGETS).orElseThrow();
    byte[] file = rows.newest(RoleName.SNAPSHOT).orElseThrow();
    Snapshot snapshot = Signed.snapshot(file).metadata();
    if (old(snapshot.expires(), SNAPSHOT_LIFE, now)) {
      sign(rows, rows.version(RoleName.TARGETS), targets, now);
    } else {
      timestamp(rows, snapshot.version(), file, now);
    }
  }

  /** Whether the newest timestamp has lived half of its life. */
  boolean due(MetadataRows rows, Instant now) throws TrustException {
    Optional<byte[]> file = rows.newest(RoleName.TIMESTAMP);
    return file.isPresent()
        && old(Signed.timestamp(file.get()).metadata().expires(), TIMESTAMP_LIFE, now);
  }

  private void timestamp(MetadataRows rows, long snapshotVersion, byte[] snapshot, Instant now) {
    long version = rows.version(RoleName.TIMESTAMP) + 1;
    Timestamp timestamp =
        Timestamp.of(version, now.plus(TIMESTAMP_LIFE), MetaFile.of(snapshotVersion, snapshot));
    rows.add(
        RoleName.TIMESTAMP, version, MetadataWriter.sign(timestamp, List.of(keys.timestamp())));
  }

  private static boolean old(Instant expires, Duration life, Instant now) {
    return Duration.between(now, expires).compareTo(life.dividedBy(2)) < 0;
  }
}
