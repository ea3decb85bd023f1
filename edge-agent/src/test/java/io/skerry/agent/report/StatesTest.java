package io.skerry.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.Healthy;
import io.skerry.agent.state.Status;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatesTest {
  private static final ModelName EYE = ModelName.parse("vision/eye");
  private static final Desired V1 = desired("vision/eye@1.0.0", Map.of());
  private static final Desired V2 = desired("vision/eye@2.0.0", Map.of());

  private static Desired desired(String release, Map<String, String> parameters) {
    return new Desired(ReleaseId.parse(release), parameters);
  }

  private static Optional<Assignment> assignment(long version, Desired... desired) {
    return Optional.of(
        new Assignment(
            new FleetId("reef"),
            new DeviceId("door-1"),
            Sha256.of(new byte[0]),
            version,
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(desired)));
  }

  private static Attempt attempt(Desired desired, long version, Phase phase) {
    return Attempt.begin(desired, version, Instant.EPOCH).in(phase, "because", Instant.EPOCH);
  }

  private static Healthy healthy(Desired desired) {
    Status status = new Status(Phase.HEALTHY, Optional.empty(), "", Instant.EPOCH);
    Blob manifest = new Blob(Sha256.of(new byte[0]), 0, Optional.empty());
    return new Healthy(desired, status, manifest, 0);
  }

  private static List<String> told(List<ReleaseStatus> statuses) {
    return statuses.stream().map(one -> one.release().version() + " " + one.phase()).toList();
  }

  @Test
  void tellsTheFailedAttemptAndTheReleaseThatGoesOn() {
    assertEquals(
        List.of("2.0.0 FAILED", "1.0.0 HEALTHY"),
        told(
            States.of(
                assignment(2, V2),
                Map.of(EYE, attempt(V2, 2, Phase.FAILED)),
                Map.of(EYE, healthy(V1)))));
  }

  @Test
  void claimsNothingForAnAssignmentThatIsNotTakenUpYet() {
    Desired other = desired("vision/eye@1.0.0", Map.of("minScore", "0.5"));
    assertEquals(
        List.of("1.0.0 FETCHING"),
        told(
            States.of(
                assignment(2, other),
                Map.of(EYE, attempt(V1, 1, Phase.HEALTHY)),
                Map.of(EYE, healthy(V1)))));
  }

  @Test
  void tellsParametersOnlyOfWhatServes() {
    Desired set = desired("vision/eye@1.0.0", Map.of("minScore", "0.5"));
    assertEquals(Map.of("minScore", "0.5"), parameters(set, Phase.PROBATION));
    assertEquals(Map.of(), parameters(set, Phase.FAILED));
    assertEquals(
        Map.of(), States.of(assignment(1, set), Map.of(), Map.of()).getFirst().parameters());
  }

  private static Map<String, String> parameters(Desired desired, Phase phase) {
    return States.of(assignment(1, desired), Map.of(EYE, attempt(desired, 1, phase)), Map.of())
        .getFirst()
        .parameters();
  }

  @Test
  void forgetsAFailureUnderAnEarlierAssignment() {
    assertEquals(
        List.of("2.0.0 FETCHING"),
        told(States.of(assignment(3, V2), Map.of(EYE, attempt(V2, 2, Phase.FAILED)), Map.of())));
  }

  @Test
  void staysHealthyUnderALaterAssignmentThatWantsTheSame() {
    assertEquals(
        List.of("1.0.0 HEALTHY"),
        told(
            States.of(
                assignment(9, V1),
                Map.of(EYE, attempt(V1, 1, Phase.HEALTHY)),
                Map.of(EYE, healthy(V1)))));
  }
}
