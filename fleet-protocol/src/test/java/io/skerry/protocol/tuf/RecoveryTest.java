package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.EXPIRES;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Coming back after stolen keys pushed versions far ahead (TUF 5.3.11), and after power cuts. */
final class RecoveryTest {
  private static final long FAR = 1L << 40;
  private final RepositorySimulator repository = new RepositorySimulator();
  private final MemoryStore store = MemoryStore.with(repository.rootFile(1));

  @Test
  void forgetsAFastForwardedTimestampWhenRootReplacesItsKey() throws Exception {
    repository.put(Timestamp.of(FAR, EXPIRES, repository.timestamp.snapshot()));
    refresh();
    repository.put(repository.timestamp);
    assertRefused(Reason.ROLLBACK, this::refresh);

    repository.rotate(RoleName.TIMESTAMP);
    repository.put(repository.timestamp);
    assertEquals(1, refresh().timestamp().metadata().version());
  }

  @Test
  void forgetsAFastForwardedSnapshotWhenRootReplacesItsKey() throws Exception {
    byte[] far = repository.put(Snapshot.of(FAR, EXPIRES, repository.snapshot.targets()));
    repository.publishTimestamp(MetaFile.of(FAR, far));
    refresh();
    repository.publishNext();
    assertRefused(Reason.ROLLBACK, this::refresh);

    repository.rotate(RoleName.SNAPSHOT);
    repository.publishNext();
    assertEquals(3, refresh().snapshot().metadata().version());
  }

  @Test
  void forgetsFastForwardedTargetsWhenRootReplacesTheSnapshotKey() throws Exception {
    repository.publish(RepositorySimulator.withVersion(repository.targets, FAR));
    refresh();
    repository.publish(RepositorySimulator.withVersion(repository.targets, 2));
    assertRefused(Reason.ROLLBACK, this::refresh);

    repository.rotate(RoleName.TARGETS, RoleName.SNAPSHOT);
    repository.publish(RepositorySimulator.withVersion(repository.targets, 2));
    assertEquals(2, refresh().targets().metadata().version());
  }

  @Test
  void forgetsAlsoWhereALaterRootBringsTheOldKeyBack() throws Exception {
    List<Ed25519Signer> old = repository.keys(RoleName.TIMESTAMP);
    repository.put(Timestamp.of(FAR, EXPIRES, repository.timestamp.snapshot()));
    refresh();
    repository.rotate(RoleName.TIMESTAMP);
    repository.keys.put(RoleName.TIMESTAMP, old);
    repository.nextRoot(List.of());
    repository.put(repository.timestamp);
    assertEquals(1, refresh().timestamp().metadata().version());
  }

  /** Otherwise every added key would open the door to a replay. */
  @Test
  void forgetsNothingWhereAKeyIsOnlyAdded() throws Exception {
    byte[] old = repository.files.get("timestamp.json");
    repository.publishNext();
    refresh();
    Ed25519Signer present = repository.keys(RoleName.TIMESTAMP).getFirst();
    repository.keys.put(RoleName.TIMESTAMP, List.of(present, repository.newKey()));
    repository.nextRoot(List.of());
    repository.files.put("timestamp.json", old);
    assertRefused(Reason.ROLLBACK, this::refresh);
  }

  @Test
  void forgetsBeforeItSavesTheRootThatSaysSo() throws Exception {
    refresh();
    store.log.clear();
    repository.rotate(RoleName.TIMESTAMP);
    repository.put(repository.timestamp);
    refresh();
    assertEquals(
        List.of("delete timestamp", "delete snapshot", "save root"), store.log.subList(0, 3));
  }

  /**
   * Every prefix of the writes of an update is a state in which a power cut may leave the store.
   */
  @Test
  void completesAnUpdateThatBrokeOffAfterAnyWrite() throws Exception {
    refresh();
    repository.rotate(RoleName.TIMESTAMP, RoleName.SNAPSHOT);
    repository.publishNext();
    for (int writes = 0; writes < 6; writes++) {
      MemoryStore torn = MemoryStore.with(repository.rootFile(1));
      torn.files.putAll(store.files);
      assertTrue(breakOff(torn, writes), "writes " + writes);
      TrustedMetadata trusted = MetadataClient.refresh(repository, torn, NOW);
      assertEquals(2, trusted.targets().metadata().version());
      assertEquals(2, MetadataClient.load(torn).targets().orElseThrow().metadata().version());
    }
  }

  @Test
  void loadsWhatWasTrustedWhateverHasExpiredSince() throws Exception {
    repository.publishNext();
    refresh();
    StoredMetadata stored = MetadataClient.load(store);
    assertEquals(2, stored.targets().orElseThrow().metadata().version());
    assertEquals(1, stored.root().metadata().version());
  }

  @Test
  void loadsNoTargetsOfKeysThatRootHasReplaced() throws Exception {
    refresh();
    repository.rotate(RoleName.TARGETS);
    assertRefused(Reason.SIGNATURE, this::refresh);
    assertEquals(Optional.empty(), MetadataClient.load(store).targets());
  }

  @Test
  void loadsNoRootThatItsOwnKeysDidNotSign() {
    store.files.put("root", MetadataWriter.sign(repository.root, List.of(repository.newKey())));
    assertRefused(Reason.SIGNATURE, () -> MetadataClient.load(store));
  }

  @Test
  void loadsARootAloneBeforeTheFirstUpdate() throws Exception {
    assertEquals(Optional.empty(), MetadataClient.load(store).targets());
  }

  private boolean breakOff(MemoryStore torn, int writes) throws Exception {
    try {
      MetadataClient.refresh(repository, new FailingStore(torn, writes), NOW);
      return false;
    } catch (FailingStore.PowerCut _) {
      return true;
    }
  }

  private TrustedMetadata refresh() throws Exception {
    return MetadataClient.refresh(repository, store, NOW);
  }
}
