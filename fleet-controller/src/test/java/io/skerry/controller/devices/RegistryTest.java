package io.skerry.controller.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.db.Database;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.message.ReportedState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryTest {
  private static final DeviceId DOOR = new DeviceId("door");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private final Registry registry = new Registry();
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    enrol("a", "{\"site\":\"shop\"}");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void enrol(String digit, String labels) {
    database.update(
        handle ->
            handle.execute(
                "INSERT OR REPLACE INTO device_identity (device, certificate, pem, content_key,"
                    + " labels, enrolled) VALUES ('door', ?, '', x'00', ?, ?)",
                digit.repeat(64),
                labels,
                NOW.toString()));
  }

  private DeviceRow row() {
    return database.read(handle -> registry.find(handle, DOOR)).orElseThrow();
  }

  private static ReportedState state(long sequence) {
    return new ReportedState(
        new FleetId("f"),
        DOOR,
        sequence,
        NOW,
        0,
        List.of(),
        List.of(),
        new ReportedState.AgentInfo("1", "x", List.of()));
  }

  @Test
  void showsADeviceThatNeverSpoke() {
    assertEquals(Map.of("site", "shop"), row().labels());
    assertEquals(0, row().sequence());
    assertTrue(row().lastSeen().isEmpty());
  }

  @Test
  void keepsTheNewestReport() {
    database.update(handle -> registry.report(handle, state(7), NOW));
    assertEquals(7, row().sequence());
    assertEquals(state(7), row().reported().orElseThrow());
    assertEquals(NOW, row().lastSeen().orElseThrow());
  }

  @Test
  void forgetsWhatAnotherCertificateSaid() {
    database.update(
        handle -> {
          registry.report(handle, state(7), NOW);
          registry.label(handle, DOOR, Map.of("site", "lab"));
        });
    enrol("b", "{\"site\":\"yard\"}");
    assertEquals(0, row().sequence());
    assertTrue(row().reported().isEmpty());
    assertEquals(Map.of("site", "yard"), row().labels());
    database.update(handle -> registry.report(handle, state(1), NOW));
    assertEquals(1, row().sequence());
  }

  @Test
  void selectsByEveryLabelOfTheSelector() {
    database.update(handle -> registry.label(handle, DOOR, Map.of("site", "shop", "floor", "1")));
    assertEquals(List.of(DOOR), select(Map.of("site", "shop")));
    assertEquals(List.of(DOOR), select(Map.of()));
    assertEquals(List.of(), select(Map.of("site", "shop", "floor", "2")));
  }

  private List<DeviceId> select(Map<String, String> selector) {
    return database.read(handle -> registry.select(handle, selector));
  }

  @Test
  void ignoresWhoIsNotEnrolled() {
    database.update(handle -> registry.online(handle, new DeviceId("nobody"), true, NOW));
    assertEquals(1, database.<Integer, RuntimeException>read(h -> registry.all(h).size()));
  }
}
