package io.skerry.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.controller.db.Database;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTest {
  private static final FleetId FLEET = new FleetId("demo");

  @TempDir Path temporary;
  private StateFolder folder;

  @BeforeEach
  void create() throws Exception {
    folder = new StateFolder(temporary.resolve("state"));
    State.create(folder, FLEET, List.of("fleet.example"), Clock.systemUTC());
  }

  @Test
  void makesAFleetThatCanBeLoaded() throws Exception {
    State state = State.load(folder, Clock.systemUTC());
    assertEquals(FLEET, state.authority().fleet());
    assertEquals("fleet.example", state.tls().host());
    JsonNode keys = Json.read(Files.readAllBytes(folder.onlineKeys()), JsonNode.class);
    assertEquals(
        state.onlineKeys().assignments().publicKey().toTuf(), keys.path("assignments").path(0));
    assertEquals(state.onlineKeys().snapshot().publicKey().toTuf(), keys.path("snapshot").path(0));
    assertEquals(
        state.onlineKeys().timestamp().publicKey().toTuf(), keys.path("timestamp").path(0));
  }

  @Test
  void letsNobodyElseReadASecret() throws Exception {
    try (Stream<Path> keys = Files.list(folder.keys())) {
      for (Path key : Stream.concat(keys, Stream.of(folder.adminToken())).toList()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(key)),
            key::toString);
      }
    }
  }

  @Test
  void storesOnlyTheHashOfTheAdminsToken() throws Exception {
    String token = Files.readString(folder.adminToken()).strip();
    try (Database database = Database.open(folder.database())) {
      List<String> hashes =
          database.read(
              handle ->
                  handle.createQuery("SELECT hash FROM api_token").mapTo(String.class).list());
      assertEquals(List.of(Secret.hash(token).hex()), hashes);
    }
  }

  @Test
  void refusesAFolderThatHoldsAFleet() {
    assertThrows(
        StateException.class, () -> State.create(folder, FLEET, List.of(), Clock.systemUTC()));
  }

  @Test
  void startsAgainWhereAnInitWasCutOff() throws Exception {
    State before = State.load(folder, Clock.systemUTC());
    Files.delete(folder.adminToken());
    assertThrows(StateException.class, () -> State.load(folder, Clock.systemUTC()));
    State.create(folder, FLEET, List.of(), Clock.systemUTC());
    State after = State.load(folder, Clock.systemUTC());
    assertNotEquals(before.authority().publicKeyHash(), after.authority().publicKeyHash());
  }

  @Test
  void refusesADamagedKey() throws Exception {
    Files.writeString(folder.keys().resolve("snapshot.key"), "00");
    assertThrows(StateException.class, () -> State.load(folder, Clock.systemUTC()));
  }
}
