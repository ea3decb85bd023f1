package io.skerry.agent.update;

import static io.skerry.agent.update.Samples.desired;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.state.Healthy;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the update flow does after lost connections, damage and crashes. */
final class RecoveryFlowTest {
  private static final String MODEL = "vision/eye";
  private static final String V1 = "vision/eye@1.0.0";
  private static final String V2 = "vision/eye@2.0.0";
  private static final String V3 = "vision/eye@3.0.0";

  @TempDir private Path folder;
  private final FakeTime time = new FakeTime();
  private final FakeFleet fleet = new FakeFleet(time);
  private FakeDevice device;

  @BeforeEach
  void runAHealthyRelease() throws Exception {
    for (String release : List.of(V1, V2, V3)) {
      fleet.release(Samples.model(release), Samples.weights(release));
    }
    device = FakeDevice.create(folder, fleet);
    device.assign(fleet.assignment(1, desired(V1)));
    device.turnFor(10_400);
    assertEquals(Phase.HEALTHY, device.phase(MODEL));
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void refreshesLaterWhatCouldNotBeRefreshedWhenNewsCame() throws Exception {
    fleet.withdraw(V1);
    fleet.connected = false;
    device.signals.metadata();
    device.turn();
    fleet.connected = true;
    device.turnFor(3_000);
    assertTrue(device.detail(MODEL).contains("taken out of targets"), device.detail(MODEL));
  }

  @Test
  void refreshesLaterForAnAssignmentThatNoKnownKeySigned() throws Exception {
    Ed25519Signer added = Ed25519Signer.generate(new SecureRandom());
    fleet.connected = false;
    device.assign(fleet.assignment(2, added, desired(V2)));
    fleet.rotate(added);
    fleet.connected = true;
    device.turnFor(3_000);
    assertEquals("2.0.0", device.host.runs(MODEL));
    assertEquals(List.of(), device.refusals());
  }

  @Test
  void watchesWhatRunsOnProbationWhileANewerReleaseIsFetched() throws Exception {
    device.assign(fleet.assignment(2, desired(V2)));
    byte[] weights = fleet.blobs.remove(Sha256.of(Samples.weights(V3)));
    fleet.onPoll =
        () -> {
          assertEquals(Phase.FETCHING, device.phase(MODEL));
          device.host.faults.put(ModelName.parse(MODEL), "broken");
          fleet.blobs.put(Sha256.of(weights), weights);
          fleet.onPoll = () -> assertEquals("1.0.0", device.host.runs(MODEL));
        };
    device.assign(fleet.assignment(3, desired(V3)));
    assertEquals("3.0.0", device.host.runs(MODEL));
    assertEquals(Phase.PROBATION, device.phase(MODEL));
  }

  @Test
  void runsTheLastHealthyReleaseWhileADamagedOneIsFetchedAgain() throws Exception {
    device.assign(fleet.assignment(2, desired(V2)));
    Files.write(device.blob(Samples.weights(V2)), new byte[100_000]);
    device = device.restart();
    device.restore();
    assertEquals("1.0.0", device.host.runs(MODEL));
    assertEquals(Phase.FETCHING, device.phase(MODEL));
    device.turnFor(11_000);
    assertEquals("2.0.0", device.host.runs(MODEL));
    assertEquals(Phase.HEALTHY, device.phase(MODEL));
  }

  @Test
  void givesUpAHealthyReleaseThatNeverRunsForLong() throws Exception {
    for (int i = 0; i < Healthy.MAX_STARTS; i++) {
      device = device.restart();
      device.restore();
      assertEquals("1.0.0", device.host.runs(MODEL), "start " + i);
      device.turnFor(9_000);
    }
    device = device.restart();
    device.restore();
    assertEquals("nothing", device.host.runs(MODEL));
    assertEquals(Phase.FAILED, device.phase(MODEL));
  }

  @Test
  void forgivesTheStartsOfWhatRunsForLong() throws Exception {
    for (int i = 0; i <= Healthy.MAX_STARTS; i++) {
      device = device.restart();
      device.restore();
      device.turnFor(10_400);
    }
    assertEquals("1.0.0", device.host.runs(MODEL));
  }
}
