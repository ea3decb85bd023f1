package io.skerry.protocol.tuf;

import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings stored metadata up to date from a source, saving each role as it is verified. Each call
 * looks at what is stored and goes on from there, so an update that broke off is finished by the
 * next, even where the timestamp has not changed.
 */
public final class MetadataClient {
  private final MetadataSource source;
  private final MetadataStore store;
  private final MetadataUpdate update;

  private MetadataClient(MetadataSource source, MetadataStore store, MetadataUpdate update) {
    this.source = source;
    this.store = store;
    this.update = update;
  }

  /**
   * Updates all roles.
   *
   * @param store holds at least the root that the operator gave
   * @param now the latest of all clocks known; fixed for the whole update (TUF 5.1)
   * @throws TrustException if the repository can't be trusted; what was saved before stays
   * @throws IOException if source or store fail
   */
  public static TrustedMetadata refresh(MetadataSource source, MetadataStore store, Instant now)
      throws TrustException, IOException {
    MetadataUpdate update = MetadataUpdate.begin(storedRoot(store), now);
    MetadataClient client = new MetadataClient(source, store, update);
    client.refreshRoot();
    client.refreshTimestamp();
    client.refreshSnapshot();
    client.refreshTargets();
    return update.finish();
  }

  /**
   * What was last verified, without a source and whatever has expired since.
   *
   * @throws TrustException if the stored root is missing or damaged
   */
  public static StoredMetadata load(MetadataStore store) throws TrustException, IOException {
    Signed<Root> root = Signed.root(storedRoot(store));
    root.verify(root.metadata());
    Optional<byte[]> stored = store.load(RoleName.TARGETS.toString());
    if (stored.isEmpty()) {
      return new StoredMetadata(root, Optional.empty(), Floors.none());
    }
    try {
      Signed<Targets> targets = Signed.targets(stored.get());
      targets.verify(root.metadata());
      Floors floors = Floors.none().raisedTo(targets.metadata());
      return new StoredMetadata(root, Optional.of(targets), floors);
    } catch (TrustException _) {
      return new StoredMetadata(root, Optional.empty(), Floors.none());
    }
  }

  private static byte[] storedRoot(MetadataStore store) throws TrustException, IOException {
    return store
        .load(RoleName.ROOT.toString())
        .orElseThrow(
            () -> TrustException.of(Reason.MISSING, "root.json", "a trusted root", "none"));
  }

  private void refreshRoot() throws TrustException, IOException {
    for (int rotations = 0; ; rotations++) {
      Optional<byte[]> next = source.fetch(update.nextRootName(), Limits.ROOT_BYTES);
      if (next.isEmpty()) {
        return;
      }
      if (rotations == Limits.ROOT_ROTATIONS) {
        throw TrustException.of(
            Reason.ROOT, update.nextRootName(), "at most " + rotations + " new roots", "more");
      }
      if (update.root(next.get())) {
        // Before the root is saved: a power cut between the two must not leave them behind.
        store.delete(RoleName.TIMESTAMP.toString());
        store.delete(RoleName.SNAPSHOT.toString());
      }
      store.save(RoleName.ROOT.toString(), next.get()); // 5.3.8
    }
  }

  private void refreshTimestamp() throws TrustException, IOException {
    recall(RoleName.TIMESTAMP, update::recallTimestamp);
    byte[] file = fetch(RoleName.TIMESTAMP.fileName(1), Limits.TIMESTAMP_BYTES);
    if (update.timestamp(file)) {
      store.save(RoleName.TIMESTAMP.toString(), file); // 5.4.5
    }
  }

  private void refreshSnapshot() throws TrustException, IOException {
    recall(RoleName.SNAPSHOT, update::recallSnapshot);
    if (!recall(RoleName.SNAPSHOT, update::snapshot)) {
      byte[] file = fetch(update.snapshotName(), Limits.SNAPSHOT_BYTES);
      update.snapshot(file);
      store.save(RoleName.SNAPSHOT.toString(), file); // 5.5.7
    }
  }

  private void refreshTargets() throws TrustException, IOException {
    recall(RoleName.TARGETS, update::recallTargets);
    if (!recall(RoleName.TARGETS, update::targets)) {
      byte[] file = fetch(update.targetsName(), Limits.TARGETS_BYTES);
      update.targets(file);
      store.save(RoleName.TARGETS.toString(), file); // 5.6.6
    }
  }

  /**
   * Offers the stored file; one that is missing, damaged, outdated or of old keys doesn't count.
   */
  private boolean recall(RoleName role, Step step) throws IOException {
    Optional<byte[]> stored = store.load(role.toString());
    if (stored.isEmpty()) {
      return false;
    }
    try {
      step.take(stored.get());
      return true;
    } catch (TrustException _) {
      return false;
    }
  }

  private byte[] fetch(String name, int maxBytes) throws TrustException, IOException {
    return source
        .fetch(name, maxBytes)
        .orElseThrow(() -> TrustException.of(Reason.MISSING, name, "a file", "none"));
  }

  private interface Step {
    void take(byte[] file) throws TrustException;
  }
}
