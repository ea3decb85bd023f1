package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.EXPIRES;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static io.skerry.protocol.tuf.RepositorySimulator.PAST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** TUF 5.6 and 5.7. */
final class TargetsUpdateTest {
  private static final ReleaseId RELEASE = ReleaseId.parse("vision/face-detector@1.4.0");
  private static final byte[] MANIFEST = "{}".getBytes(StandardCharsets.UTF_8);
  private final RepositorySimulator repository = new RepositorySimulator();
  private final MemoryStore store = MemoryStore.with(repository.rootFile(1));

  @Test
  void findsAReleaseAndKnowsItsManifest() throws Exception {
    repository.publish(targets(2, RELEASE));
    TargetFile target = refresh().find(RELEASE).orElseThrow();
    target.check(RELEASE, MANIFEST);
    assertEquals(
        "vision/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
            + ".face-detector@1.4.0",
        target.consistentName(RELEASE));
    assertRefused(Reason.LENGTH, () -> target.check(RELEASE, new byte[3]));
    assertRefused(Reason.HASH, () -> target.check(RELEASE, new byte[2]));
  }

  @Test
  void findsNoReleaseThatWasTakenOut() throws Exception {
    repository.publish(targets(2, RELEASE));
    refresh();
    repository.publish(Targets.empty(3, EXPIRES));
    assertEquals(Optional.empty(), refresh().find(RELEASE));
  }

  @Test
  void ignoresDelegationsAndKeepsThem() throws Exception {
    JsonNode delegations = Json.object().putArray("roles").addObject().put("name", "vision");
    repository.publish(
        new Targets(2, EXPIRES, Map.of(), Map.of(), Map.of("delegations", delegations)));
    Targets targets = refresh().targets().metadata();
    assertEquals(delegations, targets.extra().get("delegations"));
    assertEquals(delegations, targets.toJson().get("delegations"));
  }

  @Test
  void refusesBytesThatTheSnapshotDoesNotName() {
    repository.publish(targets(2, RELEASE));
    repository.put(targets(2, ReleaseId.parse("vision/backdoor@1.0.0")));
    assertRefused(Reason.LENGTH, this::refresh);
    repository.put(targets(2, ReleaseId.parse("vision/fake-detector@1.4.0")));
    assertRefused(Reason.HASH, this::refresh);
    assertFalse(store.files.containsKey("targets"));
  }

  @Test
  void refusesTargetsOfAnotherVersionThanTheSnapshotSays() {
    repository.put(targets(2, RELEASE));
    repository.files.put("3.targets.json", repository.files.get("2.targets.json"));
    repository.publishSnapshot(MetaFile.ofVersion(3));
    assertRefused(Reason.VERSION, this::refresh);
  }

  @Test
  void refusesTargetsSignedByTheOnlineKeys() {
    byte[] forged = repository.put(targets(2, RELEASE), repository.keys(RoleName.SNAPSHOT));
    repository.publishSnapshot(MetaFile.of(2, forged));
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  @Test
  void refusesExpiredTargets() {
    repository.publish(Targets.empty(2, PAST));
    assertRefused(Reason.EXPIRED, this::refresh);
    assertFalse(store.files.containsKey("targets"));
  }

  @Test
  void refusesTargetsThatAreTooLong() {
    repository.files.put("2.targets.json", new byte[Limits.TARGETS_BYTES + 1]);
    repository.publishSnapshot(MetaFile.ofVersion(2));
    assertRefused(Reason.LENGTH, this::refresh);
  }

  @Test
  void fetchesThemAfterAFailureAlthoughTheSnapshotIsTheSame() throws Exception {
    byte[] file = repository.files.remove("1.targets.json");
    assertRefused(Reason.MISSING, this::refresh);
    repository.files.put("1.targets.json", file);
    refresh();
    assertArrayEquals(file, store.files.get("targets"));
  }

  @Test
  void keepsTheSetTrustedBeforeWhereTheNewOneIsIncomplete() throws Exception {
    refresh();
    byte[] trusted = store.files.get("targets");
    repository.publishNext();
    repository.files.remove("2.targets.json");
    assertRefused(Reason.MISSING, this::refresh);
    assertArrayEquals(trusted, store.files.get("targets"));
  }

  private static Targets targets(long version, ReleaseId release) {
    Map<String, TargetFile> files = Map.of(release.toString(), TargetFile.of(MANIFEST));
    return new Targets(version, EXPIRES, files, Map.of(), Map.of());
  }

  private TrustedMetadata refresh() throws Exception {
    return MetadataClient.refresh(repository, store, NOW);
  }
}
