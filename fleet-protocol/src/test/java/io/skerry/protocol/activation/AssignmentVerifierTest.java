package io.skerry.protocol.activation;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.KeySet;
import io.skerry.protocol.tuf.RepositorySimulator;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AssignmentVerifierTest {
  private static final Instant LATER = NOW.plusSeconds(3600);
  private static final Recipient ME =
      new Recipient(new FleetId("shop"), new DeviceId("door-1"), Sha256.of(new byte[] {1}));
  private final RepositorySimulator repository = new RepositorySimulator();

  @Test
  void givesTheAssignmentAndItsMark() throws TrustException {
    Assignment assignment = assignment(ME, 5, LATER);
    VerifiedAssignment verified = verify(sign(assignment), AssignmentMark.NONE);
    assertEquals(assignment, verified.assignment());
    assertEquals(5, verified.mark().version());
  }

  @Test
  void takesTheSameAssignmentAgain() throws TrustException {
    byte[] envelope = sign(assignment(ME, 5, LATER));
    AssignmentMark seen = verify(envelope, AssignmentMark.NONE).mark();
    assertEquals(seen, verify(envelope, seen).mark());
  }

  @Test
  void refusesAnOlderOne() throws TrustException {
    AssignmentMark seen = verify(sign(assignment(ME, 5, LATER)), AssignmentMark.NONE).mark();
    assertRefused(Reason.ROLLBACK, () -> verify(sign(assignment(ME, 4, LATER)), seen));
  }

  @Test
  void refusesAnotherOneOfTheSameVersion() throws TrustException {
    AssignmentMark seen = verify(sign(assignment(ME, 5, LATER)), AssignmentMark.NONE).mark();
    assertRefused(
        Reason.VERSION, () -> verify(sign(assignment(ME, 5, LATER.plusSeconds(1))), seen));
  }

  @Test
  void refusesVersionsBelowOne() {
    for (long version : new long[] {0, -1, Long.MIN_VALUE}) {
      byte[] envelope = sign(assignment(ME, version, LATER));
      assertRefused(Reason.ROLLBACK, () -> verify(envelope, AssignmentMark.NONE));
    }
  }

  @Test
  void refusesAnExpiredOne() {
    byte[] envelope = sign(assignment(ME, 5, NOW));
    assertRefused(Reason.EXPIRED, () -> verify(envelope, AssignmentMark.NONE));
  }

  @Test
  void refusesOneIssuedMoreThanADayAhead() throws TrustException {
    Instant day = NOW.plusSeconds(86_400);
    verify(sign(assignment(5, day, Instant.MAX)), AssignmentMark.NONE);
    for (Instant issued : List.of(day.plusSeconds(1), Instant.MAX)) {
      byte[] envelope = sign(assignment(5, issued, Instant.MAX));
      assertRefused(Reason.FUTURE, () -> verify(envelope, AssignmentMark.NONE));
    }
  }

  @Test
  void refusesOneThatExpiresBeforeItIsIssued() {
    byte[] envelope = sign(assignment(5, LATER, LATER));
    assertRefused(Reason.EXPIRED, () -> verify(envelope, AssignmentMark.NONE));
  }

  @Test
  void remembersTheLatestIssueTimeUntilItsKeyIsWithdrawn() throws TrustException {
    byte[] ahead = sign(assignment(5, LATER, LATER.plusSeconds(1)));
    AssignmentMark seen = verify(ahead, AssignmentMark.NONE).mark();
    assertEquals(LATER, verify(sign(assignment(ME, 6, LATER)), seen).mark().issued());
    repository.rotate(RoleName.ASSIGNMENTS);
    AssignmentMark next = verify(sign(assignment(ME, 6, LATER)), seen).mark();
    assertEquals(NOW.minusSeconds(1), next.issued());
  }

  @Test
  void refusesOneForAnother() {
    assertRefusedFor(
        Reason.WRONG_FLEET, new Recipient(new FleetId("bank"), ME.device(), ME.certificate()));
    assertRefusedFor(
        Reason.WRONG_DEVICE, new Recipient(ME.fleet(), new DeviceId("door-2"), ME.certificate()));
    assertRefusedFor(
        Reason.WRONG_CERTIFICATE,
        new Recipient(ME.fleet(), ME.device(), Sha256.of(new byte[] {2})));
  }

  @Test
  void refusesOneSignedByAnotherRole() {
    byte[] envelope = sign(assignment(ME, 5, LATER), repository.keys(RoleName.TARGETS));
    assertRefused(Reason.SIGNATURE, () -> verify(envelope, AssignmentMark.NONE));
  }

  @Test
  void refusesOneOfAKeyThatRootHasReplaced() {
    byte[] envelope = sign(assignment(ME, 5, LATER));
    repository.rotate(RoleName.ASSIGNMENTS);
    assertRefused(Reason.SIGNATURE, () -> verify(envelope, AssignmentMark.NONE));
  }

  @Test
  void refusesEveryOneWhereRootNamesNoSigners() {
    Map<RoleName, KeySet> sets = new EnumMap<>(RoleName.class);
    for (RoleName name : RoleName.values()) {
      if (name != RoleName.ASSIGNMENTS) {
        sets.put(name, KeySet.of(repository.keys(name).getFirst().publicKey()));
      }
    }
    Root root = Root.of(1, LATER, sets);
    byte[] envelope = sign(assignment(ME, 5, LATER));
    assertRefused(
        Reason.SIGNATURE,
        () -> AssignmentVerifier.verify(envelope, root, ME, AssignmentMark.NONE, NOW));
  }

  @Test
  void forgetsAFastForwardedMarkWhenRootReplacesTheKey() throws TrustException {
    byte[] far = sign(assignment(ME, Assignment.MAX_VERSION, LATER));
    AssignmentMark seen = verify(far, AssignmentMark.NONE).mark();
    repository.rotate(RoleName.ASSIGNMENTS);
    AssignmentMark mark = verify(sign(assignment(ME, 6, LATER)), seen).mark();
    assertEquals(6, mark.version());
    assertNotEquals(seen.keys(), mark.keys());
  }

  @Test
  void keepsTheMarkWhenRootReplacesOtherKeys() throws TrustException {
    AssignmentMark seen = verify(sign(assignment(ME, 5, LATER)), AssignmentMark.NONE).mark();
    repository.rotate(RoleName.SNAPSHOT, RoleName.TARGETS, RoleName.ROOT);
    assertRefused(Reason.ROLLBACK, () -> verify(sign(assignment(ME, 4, LATER)), seen));
  }

  @Test
  void refusesAnotherKindOfEnvelope() {
    byte[] payload = Json.write(assignment(ME, 5, LATER));
    byte[] envelope =
        Envelope.sign("application/json", payload, repository.keys(RoleName.ASSIGNMENTS)).toBytes();
    assertRefused(Reason.FORMAT, () -> verify(envelope, AssignmentMark.NONE));
  }

  @Test
  void refusesASignedPayloadThatIsNoAssignment() {
    for (String payload : List.of("", "{}", "null", "{\"version\":1}")) {
      byte[] envelope =
          Envelope.sign(
                  Assignment.PAYLOAD_TYPE,
                  payload.getBytes(StandardCharsets.UTF_8),
                  repository.keys(RoleName.ASSIGNMENTS))
              .toBytes();
      assertRefused(Reason.FORMAT, () -> verify(envelope, AssignmentMark.NONE));
    }
  }

  @Test
  void refusesMoreThanOnePacket() {
    byte[] large = new byte[AssignmentVerifier.MAX_BYTES + 1];
    assertRefused(Reason.LENGTH, () -> verify(large, AssignmentMark.NONE));
  }

  /** A device stores its mark. */
  @Test
  void writesItsMarkAsJson() throws Exception {
    AssignmentMark mark = verify(sign(assignment(ME, 5, LATER)), AssignmentMark.NONE).mark();
    assertEquals(mark, Json.read(Json.write(mark), AssignmentMark.class));
  }

  private void assertRefusedFor(Reason reason, Recipient other) {
    byte[] envelope = sign(assignment(other, 5, LATER));
    assertRefused(reason, () -> verify(envelope, AssignmentMark.NONE));
  }

  private VerifiedAssignment verify(byte[] envelope, AssignmentMark seen) throws TrustException {
    return AssignmentVerifier.verify(envelope, repository.root(), ME, seen, NOW);
  }

  private byte[] sign(Assignment assignment) {
    return sign(assignment, repository.keys(RoleName.ASSIGNMENTS));
  }

  private static byte[] sign(Assignment assignment, List<? extends Signer> signers) {
    return Envelope.sign(Assignment.PAYLOAD_TYPE, Json.write(assignment), signers).toBytes();
  }

  private static Assignment assignment(long version, Instant issued, Instant expires) {
    return new Assignment(
        ME.fleet(), ME.device(), ME.certificate(), version, issued, expires, List.of());
  }

  private static Assignment assignment(Recipient to, long version, Instant expires) {
    ReleaseId release = ReleaseId.parse("vision/face-detector@1.4.0");
    return new Assignment(
        to.fleet(),
        to.device(),
        to.certificate(),
        version,
        NOW.minusSeconds(1),
        expires,
        List.of(new Assignment.Desired(release, Map.of("minScore", "0.5"))));
  }
}
