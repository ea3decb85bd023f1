package io.skerry.agent.update;

import static io.skerry.agent.update.Samples.desired;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.crypto.Ed25519Signer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thief of the assignment key makes up of time, and how a device gets over it. */
final class StolenKeyTest {
  private static final String MODEL = "vision/eye";
  private static final String V1 = "vision/eye@1.0.0";

  @TempDir private Path folder;
  private final FakeTime time = new FakeTime();
  private final FakeFleet fleet = new FakeFleet(time);
  private FakeDevice device;

  @BeforeEach
  void publishARelease() throws Exception {
    fleet.metadataExpires = time.instant().plus(Duration.ofHours(10));
    fleet.release(Samples.model(V1), Samples.weights(V1));
    device = FakeDevice.create(folder, fleet);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private byte[] ahead(Duration by, long version) {
    fleet.ahead = by;
    byte[] envelope = fleet.assignment(version);
    fleet.ahead = Duration.ZERO;
    return envelope;
  }

  @Test
  void refusesATimeFarAheadAndGoesOn() throws Exception {
    device.assign(ahead(Duration.ofDays(1000), 1));
    assertEquals(List.of("FUTURE"), device.refusals());
    device.assign(fleet.assignment(1, desired(V1)));
    assertEquals("1.0.0", device.host.runs(MODEL));
  }

  @Test
  void forgetsAMadeUpTimeWhenRootWithdrawsTheKey() throws Exception {
    device.assign(ahead(Duration.ofHours(20), 1));
    device = device.restart();
    device.assign(fleet.assignment(2, desired(V1)));
    assertEquals(List.of("EXPIRED"), device.refusals());
    Ed25519Signer next = Ed25519Signer.generate(new SecureRandom());
    fleet.rotate(next);
    device.assign(fleet.assignment(3, next, desired(V1)));
    assertEquals("1.0.0", device.host.runs(MODEL));
  }
}
