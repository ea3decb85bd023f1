package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.EXPIRES;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static io.skerry.protocol.tuf.RepositorySimulator.PAST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.skerry.protocol.trust.TrustException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TUF 5.5. */
final class SnapshotUpdateTest {
  private final RepositorySimulator repository = new RepositorySimulator();
  private final MemoryStore store = MemoryStore.with(repository.rootFile(1));

  @Test
  void savesTheFileAsItCame() throws Exception {
    refresh();
    assertArrayEquals(repository.files.get("1.snapshot.json"), store.files.get("snapshot"));
  }

  @Test
  void doesNotFetchWhatItHas() throws Exception {
    refresh();
    repository.fetched.clear();
    refresh();
    assertEquals(List.of("2.root.json", "timestamp.json"), repository.fetched);
  }

  @Test
  void refusesBytesThatTheTimestampDoesNotName() {
    Snapshot other = Snapshot.of(1, EXPIRES.plusSeconds(1), repository.snapshot.targets());
    repository.put(other);
    assertRefused(Reason.HASH, this::refresh);
    assertFalse(store.files.containsKey("snapshot"));
  }

  @Test
  void refusesAnotherLength() {
    byte[] file = repository.files.get("1.snapshot.json");
    repository.files.put("1.snapshot.json", Arrays.copyOf(file, file.length + 1));
    assertRefused(Reason.LENGTH, this::refresh);
  }

  @Test
  void refusesAnOldSnapshotUnderANewTimestamp() {
    byte[] old = repository.files.get("1.snapshot.json");
    repository.publishNext();
    repository.files.put("2.snapshot.json", old);
    assertRefused(Reason.HASH, this::refresh);

    repository.publishTimestamp(MetaFile.ofVersion(2));
    assertRefused(Reason.VERSION, this::refresh);
  }

  @Test
  void refusesASnapshotSignedByAnotherRolesKey() {
    byte[] file = repository.put(repository.snapshot, repository.keys(RoleName.TARGETS));
    repository.publishTimestamp(MetaFile.of(1, file));
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  @Test
  void refusesASnapshotThatTakesTargetsBack() throws Exception {
    MetaFile old = repository.snapshot.targets();
    repository.publishNext();
    refresh();
    repository.publishSnapshot(old);
    assertRefused(Reason.ROLLBACK, this::refresh);
  }

  @Test
  void refusesASnapshotThatTakesTargetsBackAlsoWhereTheTrustedOneHasExpired() throws Exception {
    MetaFile old = repository.snapshot.targets();
    repository.publishNext();
    repository.snapshot = Snapshot.of(3, NOW.plusSeconds(1), repository.snapshot.targets());
    repository.publishTimestamp(MetaFile.of(3, repository.put(repository.snapshot)));
    refresh();
    repository.publishSnapshot(old);
    assertRefused(
        Reason.ROLLBACK, () -> MetadataClient.refresh(repository, store, NOW.plusSeconds(60)));
  }

  @Test
  void refusesASnapshotFromWhichAFileHasVanished() throws Exception {
    MetaFile targets = repository.snapshot.targets();
    Map<String, MetaFile> meta =
        Map.of("targets.json", targets, "vision.json", MetaFile.ofVersion(4));
    byte[] file = repository.put(new Snapshot(2, EXPIRES, meta, Map.of()));
    repository.publishTimestamp(MetaFile.of(2, file));
    refresh();
    repository.snapshot = Snapshot.of(2, EXPIRES, targets);
    repository.publishSnapshot(targets);
    assertRefused(Reason.ROLLBACK, this::refresh);
  }

  @Test
  void refusesAnExpiredSnapshot() {
    byte[] file = repository.put(Snapshot.of(2, PAST, repository.snapshot.targets()));
    repository.publishTimestamp(MetaFile.of(2, file));
    assertRefused(Reason.EXPIRED, this::refresh);
    assertFalse(store.files.containsKey("snapshot"));
  }

  @Test
  void refusesASnapshotThatIsTooLong() {
    repository.files.put("2.snapshot.json", new byte[Limits.SNAPSHOT_BYTES + 1]);
    repository.publishTimestamp(MetaFile.ofVersion(2));
    assertRefused(Reason.LENGTH, this::refresh);
  }

  @Test
  void doesNotCountAStoredSnapshotThatNoTrustedKeySigned() throws Exception {
    Snapshot far = Snapshot.of(9, EXPIRES, MetaFile.ofVersion(1L << 40));
    store.files.put("snapshot", MetadataWriter.sign(far, List.of(repository.newKey())));
    assertEquals(1, refresh().snapshot().metadata().version());
  }

  @Test
  void fetchesItAfterAFailureAlthoughTheTimestampIsTheSame() throws Exception {
    byte[] file = repository.files.remove("1.snapshot.json");
    assertRefused(Reason.MISSING, this::refresh);
    repository.files.put("1.snapshot.json", file);
    assertEquals(1, refresh().snapshot().metadata().version());
  }

  @Test
  void fetchesItAgainWhereTheStoredOneIsDamaged() throws Exception {
    refresh();
    store.files.put("snapshot", new byte[] {'x'});
    refresh();
    assertArrayEquals(repository.files.get("1.snapshot.json"), store.files.get("snapshot"));
  }

  private TrustedMetadata refresh() throws Exception {
    return MetadataClient.refresh(repository, store, NOW);
  }
}
