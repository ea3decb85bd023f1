package io.skerry.agent.update;

import static io.skerry.agent.update.Samples.desired;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process at every step that an update writes down. */
final class KillTest {
  private static final String MODEL = "vision/eye";
  private static final String V1 = "vision/eye@1.0.0";
  private static final String V2 = "vision/eye@2.0.0";
  private static final int MOST_STEPS = 40;

  @TempDir private Path folder;

  @Test
  void leavesTheOldOrTheNewReleaseRunningAndThenFinishes() throws Exception {
    int steps = 0;
    for (boolean killed = true; killed && steps < MOST_STEPS; steps++) {
      killed = updateKilledAt(steps + 1);
    }
    assertTrue(steps > 5 && steps < MOST_STEPS, "kill points: " + steps);
  }

  private boolean updateKilledAt(int step) throws Exception {
    FakeTime time = new FakeTime();
    FakeFleet fleet = new FakeFleet(time);
    fleet.release(Samples.model(V1), Samples.weights(V1));
    fleet.release(Samples.model(V2), Samples.weights(V2));
    FakeDevice device = FakeDevice.create(folder.resolve("d" + step), fleet);
    device.assign(fleet.assignment(1, desired(V1)));
    device.turnFor(10_400);
    boolean killed = false;
    device.killAt(step);
    try {
      device.assign(fleet.assignment(2, desired(V2)));
      device.turnFor(10_400);
    } catch (FakeDevice.Killed _) {
      killed = true;
    }
    FakeDevice next = device.restart();
    next.restore();
    assertTrue(Set.of("1.0.0", "2.0.0").contains(next.host.runs(MODEL)), "step " + step);
    next.assign(fleet.assignment(2, desired(V2)));
    next.turnFor(21_000);
    assertEquals("2.0.0", next.host.runs(MODEL), "step " + step);
    assertEquals(Phase.HEALTHY, next.phase(MODEL), "step " + step);
    next.close();
    return killed;
  }
}
