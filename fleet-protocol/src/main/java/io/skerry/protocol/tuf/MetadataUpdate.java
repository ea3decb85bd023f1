package io.skerry.protocol.tuf;

import io.skerry.protocol.trust.TrustException;
import java.time.Instant;

/**
 * The client's workflow (TUF 5.3 to 5.6) without I/O: files in, trusted roles out, judged by one
 * fixed time (5.1). The order of calls: {@link #root} for each next version, then for timestamp,
 * snapshot and targets each {@code recall…} with what an earlier update stored, if anything, and
 * the new file. A file that is refused changes nothing. Confined to one thread.
 */
public final class MetadataUpdate {
  private final Instant now;
  private Signed<Root> root;
  private Signed<Timestamp> earlierTimestamp;
  private Signed<Snapshot> earlierSnapshot;
  private Signed<Timestamp> timestamp;
  private Signed<Snapshot> snapshot;
  private Signed<Targets> targets;
  private Floors floors = Floors.none();

  private MetadataUpdate(Signed<Root> root, Instant now) {
    this.root = root;
    this.now = now;
  }

  /**
   * Begins from the root that is trusted already; it may have expired (5.3.1).
   *
   * @throws TrustException FORMAT or SIGNATURE, if it is damaged
   */
  public static MetadataUpdate begin(byte[] trustedRoot, Instant now) throws TrustException {
    Signed<Root> root = Signed.root(trustedRoot);
    root.verify(root.metadata());
    return new MetadataUpdate(root, now);
  }

  /** The name of the root that would come next (5.3.3). */
  public String nextRootName() {
    return RoleName.ROOT.fileName(root.metadata().version() + 1);
  }

  /**
   * Takes the next root (5.3.4 to 5.3.7), which may have expired if another follows.
   *
   * @return whether it withdraws a key of timestamp or snapshot, so that what is stored of both
   *     must be deleted before this root is saved (5.3.11, recovery from a fast-forward)
   */
  public boolean root(byte[] file) throws TrustException {
    requireOrder(earlierTimestamp == null && timestamp == null);
    Rules.atMost(Limits.ROOT_BYTES, nextRootName(), file);
    Signed<Root> next = Signed.root(file);
    next.verify(root.metadata()); // 5.3.4: a threshold of the old keys …
    next.verify(next.metadata()); // … and of the new ones
    Root before = root.metadata();
    Rules.follows(before, next.metadata()); // 5.3.5
    root = next;
    return next.metadata().withdraws(before, RoleName.TIMESTAMP)
        || next.metadata().withdraws(before, RoleName.SNAPSHOT);
  }

  /** Recalls the stored timestamp, expired or not, so that none older is taken. */
  public void recallTimestamp(byte[] stored) throws TrustException {
    requireOrder(timestamp == null);
    Signed<Timestamp> earlier = Signed.timestamp(stored);
    earlier.verify(root.metadata());
    earlierTimestamp = earlier;
  }

  /**
   * Takes the timestamp (5.3.10, 5.4.2 to 5.4.4).
   *
   * @return whether it is newer than the one recalled; one of the same version is dropped
   */
  public boolean timestamp(byte[] file) throws TrustException {
    requireOrder(timestamp == null);
    Rules.unexpired(root.metadata(), now); // 5.3.10
    Rules.atMost(Limits.TIMESTAMP_BYTES, "timestamp.json", file); // 5.4.1
    Signed<Timestamp> next = Signed.timestamp(file);
    next.verify(root.metadata()); // 5.4.2
    boolean changed = true;
    if (earlierTimestamp != null) {
      Timestamp before = earlierTimestamp.metadata();
      Rules.notOlder("timestamp.json", before.version(), next.metadata().version()); // 5.4.3.1
      changed = next.metadata().version() > before.version();
      if (changed) { // 5.4.3.2
        Rules.notOlder(
            "snapshot.json in timestamp.json",
            before.snapshot().version(),
            next.metadata().snapshot().version());
      }
    }
    Signed<Timestamp> newest = changed ? next : earlierTimestamp;
    Rules.unexpired(newest.metadata(), now); // 5.4.4
    timestamp = newest;
    return changed;
  }

  /** The name of the snapshot that the timestamp names (5.5.1). */
  public String snapshotName() {
    return RoleName.SNAPSHOT.fileName(timestamp.metadata().snapshot().version());
  }

  /** Recalls the stored snapshot, expired or not, so that nothing in it goes back. */
  public void recallSnapshot(byte[] stored) throws TrustException {
    requireOrder(timestamp != null && snapshot == null);
    Signed<Snapshot> earlier = Signed.snapshot(stored);
    earlier.verify(root.metadata());
    earlierSnapshot = earlier;
  }

  /** Takes the snapshot (5.5.2 to 5.5.6). */
  public void snapshot(byte[] file) throws TrustException {
    requireOrder(timestamp != null && snapshot == null);
    String name = snapshotName();
    MetaFile named = timestamp.metadata().snapshot();
    Rules.atMost(Limits.SNAPSHOT_BYTES, name, file); // 5.5.1
    named.check(name, file); // 5.5.2
    Signed<Snapshot> next = Signed.snapshot(file);
    next.verify(root.metadata()); // 5.5.3
    Rules.version(name, named.version(), next.metadata()); // 5.5.4
    if (earlierSnapshot != null) {
      Rules.nothingOlder(earlierSnapshot.metadata(), next.metadata()); // 5.5.5
    }
    Rules.unexpired(next.metadata(), now); // 5.5.6
    snapshot = next;
  }

  /** The name of the targets that the snapshot names (5.6.1). */
  public String targetsName() {
    return RoleName.TARGETS.fileName(snapshot.metadata().targets().version());
  }

  /** Recalls the stored targets, expired or not, so that no floor sinks. */
  public void recallTargets(byte[] stored) throws TrustException {
    requireOrder(snapshot != null && targets == null);
    Signed<Targets> earlier = Signed.targets(stored);
    earlier.verify(root.metadata());
    floors = Floors.none().raisedTo(earlier.metadata());
  }

  /** Takes the targets (5.6.2 to 5.6.5), and holds them to the floors seen. */
  public void targets(byte[] file) throws TrustException {
    requireOrder(snapshot != null && targets == null);
    String name = targetsName();
    MetaFile named = snapshot.metadata().targets();
    Rules.atMost(Limits.TARGETS_BYTES, name, file); // 5.6.1
    named.check(name, file); // 5.6.2
    Signed<Targets> next = Signed.targets(file);
    next.verify(root.metadata()); // 5.6.3
    Rules.version(name, named.version(), next.metadata()); // 5.6.4
    Rules.unexpired(next.metadata(), now); // 5.6.5
    floors = floors.raisedTo(next.metadata()); // not in TUF
    targets = next;
  }

  /** All that is trusted now. */
  public TrustedMetadata finish() {
    requireOrder(targets != null);
    return new TrustedMetadata(root, timestamp, snapshot, targets, floors);
  }

  private static void requireOrder(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("steps of an update called out of their order");
    }
  }
}
