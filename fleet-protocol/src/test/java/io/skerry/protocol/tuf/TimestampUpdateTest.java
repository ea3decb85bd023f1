package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.EXPIRES;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static io.skerry.protocol.tuf.RepositorySimulator.PAST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.skerry.protocol.trust.TrustException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TUF 5.4. */
final class TimestampUpdateTest {
  private static final String NAME = "timestamp.json";
  private final RepositorySimulator repository = new RepositorySimulator();
  private final MemoryStore store = MemoryStore.with(repository.rootFile(1));

  @Test
  void takesANewerTimestamp() throws Exception {
    refresh();
    repository.publishNext();
    assertEquals(2, refresh().timestamp().metadata().version());
    assertArrayEquals(repository.files.get(NAME), store.files.get("timestamp"));
  }

  @Test
  void refusesAReplayedTimestamp() throws Exception {
    byte[] old = repository.files.get(NAME);
    repository.publishNext();
    refresh();
    byte[] trusted = store.files.get("timestamp");
    repository.files.put(NAME, old);
    assertRefused(Reason.ROLLBACK, this::refresh);
    assertArrayEquals(trusted, store.files.get("timestamp"));
  }

  @Test
  void refusesAReplayAlsoWhereTheTrustedTimestampHasExpired() throws Exception {
    byte[] old = repository.files.get(NAME);
    repository.publishNext();
    Timestamp brief = Timestamp.of(2, NOW.plusSeconds(1), repository.timestamp.snapshot());
    repository.put(brief);
    refresh();
    repository.files.put(NAME, old);
    assertRefused(Reason.ROLLBACK, () -> refresh(NOW.plusSeconds(60)));
  }

  @Test
  void keepsTheTrustedOneAgainstAnotherOfTheSameVersion() throws Exception {
    refresh();
    byte[] trusted = store.files.get("timestamp");
    MetaFile snapshot = repository.timestamp.snapshot();
    repository.put(Timestamp.of(1, EXPIRES.plus(Duration.ofDays(9)), snapshot));
    assertEquals(EXPIRES, refresh().timestamp().metadata().expires());
    assertArrayEquals(trusted, store.files.get("timestamp"));
  }

  @Test
  void refusesToFreezeOnATrustedTimestampThatHasExpired() throws Exception {
    refresh();
    assertRefused(Reason.EXPIRED, () -> refresh(EXPIRES));
  }

  @Test
  void refusesATimestampThatGoesBackToAnOlderSnapshot() throws Exception {
    MetaFile old = repository.timestamp.snapshot();
    repository.publishNext();
    refresh();
    repository.publishTimestamp(old);
    assertRefused(Reason.ROLLBACK, this::refresh);
  }

  @Test
  void refusesAndForgetsAnExpiredTimestamp() throws Exception {
    repository.put(Timestamp.of(1, PAST, repository.timestamp.snapshot()));
    assertRefused(Reason.EXPIRED, this::refresh);
    assertFalse(store.files.containsKey("timestamp"));
  }

  @Test
  void refusesATimestampSignedByAnotherRolesKey() {
    repository.put(repository.timestamp, repository.keys(RoleName.SNAPSHOT));
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  @Test
  void refusesAnUnsignedTimestamp() {
    repository.put(repository.timestamp, List.of());
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  @Test
  void refusesATimestampOfTheKeyThatRootHasReplaced() throws Exception {
    refresh();
    repository.rotate(RoleName.TIMESTAMP);
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  @Test
  void refusesAnotherRolesMetadataInItsPlace() {
    repository.files.put(NAME, repository.files.get("1.snapshot.json"));
    assertRefused(Reason.FORMAT, this::refresh);
  }

  @Test
  void doesNotCountAStoredTimestampThatNoTrustedKeySigned() throws Exception {
    Timestamp far = Timestamp.of(1L << 40, EXPIRES, repository.timestamp.snapshot());
    store.files.put("timestamp", MetadataWriter.sign(far, List.of(repository.newKey())));
    assertEquals(1, refresh().timestamp().metadata().version());
  }

  @Test
  void refusesATimestampThatIsTooLong() {
    repository.files.put(NAME, new byte[Limits.TIMESTAMP_BYTES + 1]);
    assertRefused(Reason.LENGTH, this::refresh);
  }

  @Test
  void saysThatTheRepositoryHasNone() {
    repository.files.remove(NAME);
    assertRefused(Reason.MISSING, this::refresh);
  }

  private TrustedMetadata refresh() throws Exception {
    return refresh(NOW);
  }

  private TrustedMetadata refresh(Instant now) throws Exception {
    return MetadataClient.refresh(repository, store, now);
  }
}
