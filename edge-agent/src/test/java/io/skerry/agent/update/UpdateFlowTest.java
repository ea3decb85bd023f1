package io.skerry.agent.update;

import static io.skerry.agent.update.Samples.desired;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpdateFlowTest {
  private static final String MODEL = "vision/eye";
  private static final String V1 = "vision/eye@1.0.0";
  private static final String V2 = "vision/eye@2.0.0";

  @TempDir private Path folder;
  private final FakeTime time = new FakeTime();
  private final FakeFleet fleet = new FakeFleet(time);
  private FakeDevice device;

  @BeforeEach
  void publishTwoReleases() throws Exception {
    fleet.release(Samples.model(V1), Samples.weights(V1));
    fleet.release(Samples.model(V2), Samples.weights(V2));
    device = FakeDevice.create(folder, fleet);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private void runHealthy(long assignment, String release) throws Exception {
    device.assign(fleet.assignment(assignment, desired(release)));
    device.turnFor(10_400);
    assertEquals(Phase.HEALTHY, device.phase(MODEL));
  }

  @Test
  void bringsAReleaseFromItsNameToHealthy() throws Exception {
    device.assign(fleet.assignment(1, desired(V1)));
    assertEquals("1.0.0", device.host.runs(MODEL));
    assertEquals(Phase.PROBATION, device.phase(MODEL));
    device.turnFor(9_600);
    assertEquals(Phase.PROBATION, device.phase(MODEL));
    device.turnFor(600);
    assertEquals(Phase.HEALTHY, device.phase(MODEL));
    assertEquals(List.of(), device.refusals());
  }

  @Test
  void goesBackWhenTheProofFailsAndDoesNotRetryUntilANewerAssignment() throws Exception {
    runHealthy(1, V1);
    device.host.unprovable.add(V2);
    device.assign(fleet.assignment(2, desired(V2)));
    assertEquals(Phase.FAILED, device.phase(MODEL));
    assertTrue(device.detail(MODEL).contains("largest difference"));
    assertEquals("1.0.0", device.host.runs(MODEL));
    long tries = device.host.log.size();
    device.assign(fleet.assignment(2, desired(V2)));
    device.turnFor(2_000);
    assertEquals(tries, device.host.log.size());
    device.host.unprovable.clear();
    device.assign(fleet.assignment(3, desired(V2)));
    assertEquals("2.0.0", device.host.runs(MODEL));
  }

  @Test
  void goesBackWhenAnInferenceFailsOnProbation() throws Exception {
    runHealthy(1, V1);
    device.assign(fleet.assignment(2, desired(V2)));
    device.host.faults.put(ModelName.parse(MODEL), "3 inferences failed");
    device.turn();
    assertEquals(Phase.FAILED, device.phase(MODEL));
    assertEquals("on probation: 3 inferences failed", device.detail(MODEL));
    assertEquals("1.0.0", device.host.runs(MODEL));
  }

  @Test
  void doesNotGoBackBelowTheFloor() throws Exception {
    runHealthy(1, V1);
    fleet.floor(MODEL, "2.0.0");
    device.assign(fleet.assignment(2, desired(V2)));
    device.host.faults.put(ModelName.parse(MODEL), "broken");
    device.turn();
    assertEquals("nothing", device.host.runs(MODEL));
    assertTrue(device.refusals().contains("FLOOR"));
  }

  @Test
  void doesNotGoBackWhereNoFloorIsKnown() throws Exception {
    runHealthy(1, V1);
    device.assign(fleet.assignment(2, desired(V2)));
    java.nio.file.Files.write(folder.resolve("metadata/targets.json"), new byte[100]);
    device.host.faults.put(ModelName.parse(MODEL), "broken");
    device.turn();
    assertEquals("nothing", device.host.runs(MODEL));
    assertTrue(device.refusals().contains("FLOOR"));
  }

  @Test
  void goesBackToTheLastHealthyReleaseWithoutStartingItAgain() throws Exception {
    runHealthy(1, V1);
    device.host.unprovable.add(V2);
    device.assign(fleet.assignment(2, desired(V2)));
    long starts = device.host.log.size();
    device.assign(fleet.assignment(3, desired(V1)));
    assertEquals(Phase.HEALTHY, device.phase(MODEL));
    assertEquals(starts, device.host.log.size());
  }

  @Test
  void refusesWhatIsNotForItOrNotNewAndKeepsRunning() throws Exception {
    runHealthy(5, V1);
    device.assign(fleet.assignment(4, desired(V2)));
    device.assign(fleet.assignment(6, Ed25519Signer.generate(new SecureRandom()), desired(V2)));
    device.assign("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(List.of("ROLLBACK", "SIGNATURE", "FORMAT"), device.refusals());
    assertEquals("1.0.0", device.host.runs(MODEL));
    assertEquals(5, device.state.assignments().mark().version());
  }

  @Test
  void refusesAReleaseThatNoPublisherNames() throws Exception {
    runHealthy(1, V1);
    fleet.withdraw(V2);
    device.assign(fleet.assignment(2, desired(V2)));
    assertEquals(Phase.FAILED, device.phase(MODEL));
    assertEquals(List.of("NOT_IN_TARGETS"), device.refusals());
    assertEquals("1.0.0", device.host.runs(MODEL));
  }

  @Test
  void refusesParametersOutOfBounds() throws Exception {
    device.assign(fleet.assignment(1, desired(V1, "minScore", "0.1")));
    assertEquals(Phase.FAILED, device.phase(MODEL));
    assertEquals(List.of("PARAMETER"), device.refusals());
  }

  @Test
  void changesParametersWithoutFetching() throws Exception {
    runHealthy(1, V1);
    fleet.wanted.clear();
    device.assign(fleet.assignment(2, desired(V1, "minScore", "0.5")));
    assertEquals(List.of(), fleet.wanted);
    assertEquals(Phase.PROBATION, device.phase(MODEL));
    assertEquals(
        "0.5", device.host.running.get(ModelName.parse(MODEL)).parameters().get("minScore"));
  }

  @Test
  void restartsOfflineWhateverHasExpired() throws Exception {
    runHealthy(1, V1);
    fleet.connected = false;
    time.pass(1000L * 86_400 * 365 * 10);
    device = device.restart();
    device.restore();
    assertEquals("1.0.0", device.host.runs(MODEL));
  }

  @Test
  void activatesNothingFromAnExpiredAssignment() throws Exception {
    fleet.connected = false;
    fleet.assignmentExpires = time.instant().plusSeconds(60);
    device.assign(fleet.assignment(1, desired(V1)));
    time.pass(120_000);
    fleet.connected = true;
    device.turnFor(60_000);
    assertEquals("nothing", device.host.runs(MODEL));
    assertTrue(device.refusals().contains("EXPIRED"));
  }

  @Test
  void fetchesAgainWhatIsDamagedOnDisk() throws Exception {
    runHealthy(1, V1);
    java.nio.file.Files.write(device.blob(Samples.weights(V1)), new byte[100_000]);
    device = device.restart();
    device.restore();
    assertEquals("nothing", device.host.runs(MODEL));
    device.turnFor(11_000);
    assertEquals("1.0.0", device.host.runs(MODEL));
    assertEquals(Phase.HEALTHY, device.phase(MODEL));
  }

  @Test
  void retiresWhatIsNotDesiredAndDeletesItsBlobs() throws Exception {
    runHealthy(1, V1);
    device.assign(fleet.assignment(2));
    device.turn();
    assertEquals("nothing", device.host.runs(MODEL));
    assertEquals(0, device.blobs());
  }

  @Test
  void keepsTheBlobsOfTheLastHealthyReleaseOnly() throws Exception {
    runHealthy(1, V1);
    runHealthy(2, V2);
    device.turn();
    assertEquals(2, device.blobs());
  }

  @Test
  void startsModelsBeforeConfigurationBeforePipelines() throws Exception {
    fleet.release(Samples.config("config/shop@1.0.0", "500"));
    fleet.release(Samples.pipeline("pipelines/door@1.0.0", MODEL));
    device.assign(
        fleet.assignment(
            1, desired("pipelines/door@1.0.0"), desired("config/shop@1.0.0"), desired(V1)));
    assertEquals(
        List.of("activate " + V1, "activate config/shop@1.0.0", "activate pipelines/door@1.0.0"),
        device.host.log.stream().filter(line -> line.startsWith("activate")).toList());
    assertEquals(500, device.settings.probationMs());
    device.turnFor(600);
    assertEquals(Phase.HEALTHY, device.phase("pipelines/door"));
  }

  @Test
  void givesUpWhenNoChunkComes() throws Exception {
    fleet.blobs.remove(Sha256.of(Samples.weights(V1)));
    device.assign(fleet.assignment(1, desired(V1)));
    assertEquals(Phase.FAILED, device.phase(MODEL));
    assertTrue(device.detail(MODEL).contains("no new chunk for 30 s"), device.detail(MODEL));
  }

  @Test
  void takesUpANewerAssignmentInTheMiddleOfAFetch() throws Exception {
    fleet.blobs.remove(Sha256.of(Samples.weights(V1)));
    fleet.onPoll = () -> device.signals.assignment(fleet.assignment(2, desired(V2)));
    device.assign(fleet.assignment(1, desired(V1)));
    fleet.onPoll = () -> {};
    device.turn();
    assertEquals("2.0.0", device.host.runs(MODEL));
  }

  @Test
  void notesAReleaseThatItsPublisherTookBack() throws Exception {
    runHealthy(1, V1);
    fleet.withdraw(V1);
    device.signals.metadata();
    device.turn();
    assertEquals("1.0.0", device.host.runs(MODEL));
    assertTrue(device.detail(MODEL).contains("taken out of targets"));
  }

  @Test
  void doesNotStartAThirdTimeWhatTookTheProcessDownTwice() throws Exception {
    runHealthy(1, V1);
    signalAndDie(fleet.assignment(2, desired(V2)));
    signalAndDie(fleet.assignment(2, desired(V2)));
    device = device.restart();
    device.restore();
    device.turnFor(1_000);
    assertEquals("1.0.0", device.host.runs(MODEL));
    assertEquals(Phase.FAILED, device.phase(MODEL));
    assertFalse(device.host.log.contains("prepare " + V2));
  }

  private void signalAndDie(byte[] envelope) throws Exception {
    device = device.restart();
    device.restore();
    device.host.onPrepare =
        () -> {
          throw new FakeDevice.Killed();
        };
    try {
      device.assign(envelope);
    } catch (FakeDevice.Killed _) {
      return;
    }
    throw new AssertionError("expected the process to die");
  }
}
