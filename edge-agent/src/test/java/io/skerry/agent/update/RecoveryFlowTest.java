package io.skerry.agent.update;

import static io.skerry.agent.update.Samples.desired;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.crypto.Ed25519Signer;
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
}
