package io.skerry.agent.update;

import static io.skerry.agent.update.Samples.desired;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.Healthy;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release keeps the variant that was taken when it came, whatever would be chosen now. */
final class VariantFlowTest {
  private static final ModelName MODEL = ModelName.parse("vision/eye");
  private static final String V1 = "vision/eye@1.0.0";
  private static final byte[] LARGE = Samples.weights("large");
  private static final byte[] SMALL = Samples.weights("small");

  @TempDir private Path folder;
  private final FakeTime time = new FakeTime();
  private final FakeFleet fleet = new FakeFleet(time);
  private FakeDevice device;

  /** It runs the second variant, as if memory had been short when it was staged. */
  @BeforeEach
  void runTheSmallVariant() throws Exception {
    Variant large = Samples.variant("large", LARGE);
    fleet.release(Samples.model(V1, large, Samples.variant("small", SMALL)), LARGE, SMALL);
    device = FakeDevice.create(folder, fleet);
    device.assign(fleet.assignment(1, desired(V1)));
    device.turnFor(10_400);
    Files.move(device.blob(LARGE), folder.resolve("large"));
    Files.write(device.blob(SMALL), SMALL);
    Attempt attempt = device.state.releases().attempts().get(MODEL).taking(Optional.of("small"));
    Healthy last =
        new Healthy(attempt.desired(), attempt.status(), attempt.manifest().orElseThrow(), 0);
    device.state.releases().save(attempt, last);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void itsBlobsStay() throws Exception {
    device.signals.metadata();
    device.turn();
    device.turn();
    assertTrue(Files.exists(device.blob(SMALL)));
  }

  @Test
  void aRestartStartsIt() throws Exception {
    fleet.connected = false;
    device = device.restart();
    device.restore();
    assertEquals("1.0.0", device.host.runs("vision/eye"));
    assertEquals(List.of("small"), device.host.variants);
  }

  @Test
  void goingBackStartsIt() throws Exception {
    fleet.release(Samples.model("vision/eye@2.0.0"), Samples.weights("vision/eye@2.0.0"));
    device.assign(fleet.assignment(2, desired("vision/eye@2.0.0")));
    device.host.variants.clear();
    device.host.faults.put(MODEL, "broken");
    device.turn();
    assertEquals(List.of("small"), device.host.variants);
  }

  @Test
  void otherParametersChooseNoOther() throws Exception {
    fleet.wanted.clear();
    device.host.variants.clear();
    device.assign(fleet.assignment(2, desired(V1, "minScore", "0.5")));
    assertEquals(Phase.PROBATION, device.phase("vision/eye"));
    assertEquals(List.of("small"), device.host.variants);
    assertEquals(List.of(), fleet.wanted);
  }
}
