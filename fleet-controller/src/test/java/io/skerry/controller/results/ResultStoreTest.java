package io.skerry.controller.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.controller.db.Database;
import io.skerry.controller.devices.OutTopic;
import io.skerry.controller.devices.Registry;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultStoreTest {
  private static final FleetId FLEET = new FleetId("f");
  private static final DeviceId DOOR = new DeviceId("door");
  private static final String SOURCE = "/fleets/f/devices/door/pipelines/voice";

  @TempDir Path folder;
  private Database database;
  private ResultStore store;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    store = new ResultStore(database, new Registry(), Clock.systemUTC(), 5);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Event event(String id, String source) {
    Instant time = Instant.parse("2026-01-01T00:00:00Z");
    return Event.of(id, source, "audio/vad@1.0.0", time, new Result.Activity(true, 0, 0, 0.5f));
  }

  private static List<Arrived> events(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> new Arrived(DOOR, event(Integer.toString(i), SOURCE)))
        .toList();
  }

  @Test
  void keepsTheNewestAndNoMore() {
    store.add(events(1, 4));
    store.add(events(5, 9));
    assertEquals(
        List.of("9", "8", "7", "6", "5"),
        store.newest(DOOR, 100).stream().map(event -> event.path("id").asText()).toList());
  }

  @Test
  void keepsWhatCameTwiceOnce() {
    assertEquals(3, store.add(events(1, 3)).size());
    assertEquals(List.of(new Arrived(DOOR, event("4", SOURCE))), store.add(events(2, 4)));
  }

  @Test
  void refusesAnEventThatNamesAnotherSource() {
    OutTopic topic = new OutTopic(DOOR, "events/voice");
    byte[] forged = Json.write(event("1", "/fleets/f/devices/yard/pipelines/voice"));
    assertThrows(FormatException.class, () -> EventCheck.check(FLEET, topic, forged));
  }
}
