package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.EXPIRES;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FloorsTest {
  private static final ModelName MODEL = ModelName.parse("vision/face-detector");
  private final RepositorySimulator repository = new RepositorySimulator();
  private final MemoryStore store = MemoryStore.with(repository.rootFile(1));

  @Test
  void riseWithTheTargets() throws Exception {
    repository.publish(targets(2, "1.2.0"));
    assertEquals(Optional.of(Version.parse("1.2.0")), refresh().floors().of(MODEL));
    repository.publish(targets(3, "1.10.0"));
    assertEquals(Optional.of(Version.parse("1.10.0")), refresh().floors().of(MODEL));
  }

  @Test
  void doNotSinkEvenForThePublisher() throws Exception {
    repository.publish(targets(2, "1.10.0"));
    refresh();
    byte[] trusted = store.files.get("targets");
    repository.publish(targets(3, "1.9.9"));
    assertRefused(Reason.FLOOR, this::refresh);
    assertArrayEquals(trusted, store.files.get("targets"));
  }

  @Test
  void doNotVanish() throws Exception {
    repository.publish(targets(2, "1.2.0"));
    refresh();
    repository.publish(Targets.empty(3, EXPIRES));
    assertRefused(Reason.FLOOR, this::refresh);
  }

  /** Whoever holds all online keys can make old targets current again, were it not for this. */
  @Test
  void doNotSinkWhereTheOnlineKeysAreReplaced() throws Exception {
    repository.publish(targets(2, "1.2.0"));
    repository.publish(targets(3, "1.3.0"));
    refresh();
    repository.rotate(RoleName.TIMESTAMP, RoleName.SNAPSHOT);
    repository.publishSnapshot(MetaFile.of(2, repository.files.get("2.targets.json")));
    assertRefused(Reason.FLOOR, this::refresh);
  }

  @Test
  void areForgottenWhenRootReplacesThePublishersKeys() throws Exception {
    repository.publish(targets(2, "999.0.0"));
    refresh();
    repository.rotate(RoleName.TARGETS);
    repository.publish(targets(3, "1.2.0"));
    assertEquals(Optional.of(Version.parse("1.2.0")), refresh().floors().of(MODEL));
  }

  @Test
  void refuseALowerReleaseAndNoOther() {
    Floors floors = new Floors(Map.of(MODEL, Version.parse("1.2.0")));
    assertRefused(
        Reason.FLOOR, () -> floors.require(ReleaseId.parse("vision/face-detector@1.1.9")));
    assertDoesNotThrow(() -> floors.require(ReleaseId.parse("vision/face-detector@1.2.0")));
    assertDoesNotThrow(() -> floors.require(ReleaseId.parse("vision/plate-reader@0.0.1")));
  }

  @Test
  void mergeToTheHigherOfEach() {
    ModelName other = ModelName.parse("vision/plate-reader");
    Map<ModelName, Version> left = new HashMap<>();
    left.put(MODEL, Version.parse("2.0.0"));
    Map<ModelName, Version> right = new HashMap<>();
    right.put(MODEL, Version.parse("1.0.0"));
    right.put(other, Version.parse("3.0.0"));
    Floors merged = new Floors(left).merge(new Floors(right));
    assertEquals(Optional.of(Version.parse("2.0.0")), merged.of(MODEL));
    assertEquals(Optional.of(Version.parse("3.0.0")), merged.of(other));
  }

  private static Targets targets(long version, String floor) {
    return new Targets(version, EXPIRES, Map.of(), Map.of(MODEL, Version.parse(floor)), Map.of());
  }

  private TrustedMetadata refresh() throws Exception {
    return MetadataClient.refresh(repository, store, NOW);
  }
}
