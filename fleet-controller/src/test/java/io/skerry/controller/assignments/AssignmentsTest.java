package io.skerry.controller.assignments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.controller.db.Database;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AssignmentsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final DeviceId DOOR = new DeviceId("door");
  private static final Desired FACE =
      new Desired(ReleaseId.parse("vision/face@1.0.0"), Map.of("minScore", "0.5"));
  private static final Desired VOICE = new Desired(ReleaseId.parse("audio/voice@1.0.0"), Map.of());

  @TempDir Path folder;
  private final Ed25519Signer key = Ed25519Signer.generate(new SecureRandom());
  private final Assignments assignments = at(NOW);
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    enrol("a");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Assignments at(Instant now) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new Assignments(new AssignmentSigner(new FleetId("f"), key, clock));
  }

  private void enrol(String digit) {
    database.update(
        handle ->
            handle.execute(
                "INSERT OR REPLACE INTO device_identity (device, certificate, pem, content_key,"
                    + " labels, enrolled) VALUES ('door', ?, '', x'00', '{}', ?)",
                digit.repeat(64),
                NOW.toString()));
  }

  private Assignment newest() throws Exception {
    byte[] envelope =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT envelope FROM assignment WHERE device = 'door'")
                    .mapTo(byte[].class)
                    .one());
    byte[] payload =
        Envelope.parse(envelope, 1 << 19)
            .verify(Assignment.PAYLOAD_TYPE, List.of(key.publicKey()), 1);
    return Json.read(payload, Assignment.class);
  }

  @Test
  void signsTheWholeDesiredStateWithEachChange() throws Exception {
    assertEquals(1L, database.<Long, RuntimeException>write(h -> assignments.set(h, DOOR, FACE)));
    assertEquals(2L, database.<Long, RuntimeException>write(h -> assignments.set(h, DOOR, VOICE)));
    Assignment newest = newest();
    assertEquals(2, newest.version());
    assertEquals(List.of(VOICE, FACE), newest.desired());
    assertEquals("a".repeat(64), newest.certificate().hex());
    assertEquals(NOW.plus(Duration.ofDays(7)), newest.expires());
    database.update(h -> assignments.remove(h, DOOR, FACE.release().model()));
    assertEquals(List.of(VOICE), newest().desired());
  }

  @Test
  void renewsWhenHalfTheTimeIsOverAndNotBefore() throws Exception {
    database.update(handle -> assignments.set(handle, DOOR, FACE));
    assertEquals(0, renewAt(NOW.plus(Duration.ofDays(3))));
    Instant later = NOW.plus(Duration.ofDays(4));
    assertEquals(1, renewAt(later));
    assertEquals(0, renewAt(later));
    assertEquals(2, newest().version());
    assertEquals(later.plus(Duration.ofDays(7)), newest().expires());
    assertEquals(List.of(FACE), newest().desired());
  }

  @Test
  void signsAnewForANewCertificate() throws Exception {
    database.update(handle -> assignments.set(handle, DOOR, FACE));
    enrol("b");
    assertEquals(1, renewAt(NOW));
    assertEquals("b".repeat(64), newest().certificate().hex());
  }

  private int renewAt(Instant now) {
    return database.write(handle -> at(now).renew(handle, 10));
  }

  @Test
  void overtakesAVersionThatIsNotFromHere() throws Exception {
    database.update(handle -> assignments.set(handle, DOOR, FACE));
    follow("a", 41);
    assertEquals(1, overtake());
    assertEquals(42, newest().version());
    assertEquals(0, overtake());
  }

  @Test
  void beginsAnewPastTheHighestVersionAndOvertakesItNever() throws Exception {
    database.update(handle -> assignments.set(handle, DOOR, FACE));
    for (long claimed : new long[] {Assignment.MAX_VERSION, Long.MAX_VALUE}) {
      follow("a", claimed);
      assertEquals(0, overtake());
      database.update(handle -> assignments.set(handle, DOOR, VOICE));
      assertEquals(1, newest().version());
    }
  }

  @Test
  void countsOnNothingThatAnotherCertificateFollowed() throws Exception {
    database.update(handle -> assignments.set(handle, DOOR, FACE));
    follow("b", 41);
    assertEquals(0, overtake());
    database.update(handle -> assignments.set(handle, DOOR, VOICE));
    assertEquals(2, newest().version());
  }

  private void follow(String digit, long version) {
    database.update(
        handle ->
            handle.execute(
                "INSERT OR REPLACE INTO device (device, certificate, follows)"
                    + " VALUES ('door', ?, ?)",
                digit.repeat(64),
                version));
  }

  private int overtake() {
    return database.write(handle -> assignments.overtake(handle, 10));
  }

  @Test
  void signsForNobodyUnknown() {
    assertThrows(
        IllegalStateException.class,
        () -> database.update(handle -> assignments.set(handle, new DeviceId("nobody"), FACE)));
  }
}
