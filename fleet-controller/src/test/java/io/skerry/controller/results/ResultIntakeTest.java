package io.skerry.controller.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.controller.db.Database;
import io.skerry.controller.devices.Registry;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.link.FleetLink;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import io.skerry.protocol.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultIntakeTest {
  private static final DeviceId DOOR = new DeviceId("door");
  private static final Topics TOPICS = new Topics(new FleetId("f"));
  private static final String TOPIC = TOPICS.prefix() + "devices/door/out/events/voice";

  private final Clock clock = Clock.systemUTC();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  @TempDir Path folder;
  private Database database;
  private ResultStore store;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    store = new ResultStore(database, new Registry(), clock, 5);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ResultIntake intake(ResultIntake.Pause pause) {
    return new ResultIntake(store, new EventHub(clock), TOPICS, metrics, pause);
  }

  private static byte[] event(String id) {
    return Json.write(
        Event.of(
            id,
            "/fleets/f/devices/door/pipelines/voice",
            "audio/vad@1.0.0",
            Instant.parse("2026-01-01T00:00:00Z"),
            new Result.Activity(true, 0, 0, 0.5f)));
  }

  private void rename(String from, String to) {
    database.update(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
  }

  @Test
  void returnsWhenTheValidOnesAreStored() throws Exception {
    byte[] broken = "{".getBytes(StandardCharsets.UTF_8);
    intake(() -> {})
        .take(List.of(new Came(TOPIC, event("1")), new Came(TOPIC, broken), new Came("x", broken)));
    assertEquals(1, store.newest(DOOR, 10).size());
    assertEquals(2, metrics.counter("skerry.results.refused").count());
  }

  @Test
  void triesAgainUntilTheDatabaseTakesThem() throws Exception {
    rename("result", "away");
    intake(() -> rename("away", "result")).take(List.of(new Came(TOPIC, event("1"))));
    assertEquals(1, store.newest(DOOR, 10).size());
  }

  @Test
  void givesUpUnstoredWhenItIsInterrupted() {
    rename("result", "away");
    ResultIntake stopped =
        intake(
            () -> {
              throw new InterruptedException();
            });
    assertThrows(
        InterruptedException.class, () -> stopped.take(List.of(new Came(TOPIC, event("1")))));
  }

  private static final class Came implements FleetLink.Message {
    private final String topic;
    private final byte[] payload;

    Came(String topic, byte[] payload) {
      this.topic = topic;
      this.payload = payload;
    }

    @Override
    public String topic() {
      return topic;
    }

    @Override
    public byte[] payload() {
      return payload;
    }
  }
}
