package io.skerry.agent.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.link.Publication;
import io.skerry.agent.state.Database;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import io.skerry.protocol.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {
  @TempDir private Path folder;
  private final FakeLink link = new FakeLink();

  private Database database() {
    return Database.open(folder.resolve("agent.db"));
  }

  private Outbox outbox(Database database) {
    return Outbox.open(
        database,
        OutboxLimits.DEFAULT,
        link,
        new Topics(new FleetId("reef")),
        new DeviceId("door-1"));
  }

  private static Event event(int number) {
    return Event.of(
        "id-" + number, "/source", "m", Instant.EPOCH, new Result.Activity(true, 0, 0, 0.5f));
  }

  private static List<Publication> messages(int from, int to) {
    List<Publication> messages = new ArrayList<>();
    for (int i = from; i < to; i++) {
      messages.add(Publication.of("t", Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
    }
    return messages;
  }

  private static List<String> texts(List<OutboxTable.Waiting> waiting) {
    return waiting.stream()
        .map(one -> new String(one.publication().payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void dropsTheOldestBeyondItsLimitsAndCountsThem() {
    try (Database database = database()) {
      OutboxTable table = new OutboxTable(database, new OutboxLimits(3, 1 << 20));
      table.append(messages(0, 5));
      assertEquals(List.of("2", "3", "4"), texts(table.oldest(10)));
      table.append(messages(5, 6));
      assertEquals(List.of("3", "4", "5"), texts(table.oldest(10)));
      assertEquals(3, table.dropped());
      assertEquals(3, table.depth());
    }
  }

  @Test
  void dropsTheOldestBeyondItsBytes() {
    try (Database database = database()) {
      OutboxTable table = new OutboxTable(database, new OutboxLimits(100, 1 << 20));
      byte[] big = new byte[400 * 1024];
      table.append(List.of(Publication.of("a", big), Publication.of("b", big)));
      table.append(List.of(Publication.of("c", big)));
      assertEquals("b", table.oldest(1).getFirst().publication().topic());
    }
  }

  @Test
  void keepsItsMessagesOverARestart() {
    try (Database database = database()) {
      new OutboxTable(database, OutboxLimits.DEFAULT).append(messages(0, 2));
    }
    try (Database database = database()) {
      OutboxTable table = new OutboxTable(database, OutboxLimits.DEFAULT);
      assertEquals(2, table.depth());
      table.remove(table.oldest(1));
      assertEquals(List.of("1"), texts(table.oldest(10)));
      assertEquals(1, table.depth());
    }
  }

  @Test
  void sendsInOrderAndRemovesWhatIsAcknowledged() {
    try (Database database = database();
        Outbox outbox = outbox(database)) {
      outbox.start();
      for (int i = 0; i < 100; i++) {
        outbox.accept("door", event(i));
      }
      await().until(() -> outbox.depth() == 0 && link.published.size() == 100);
      for (int i = 0; i < 100; i++) {
        assertTrue(link.published.get(i).contains("\"id-" + i + "\""), link.published.get(i));
      }
    }
  }

  @Test
  void waitsOfflineAndSendsWhenConnected() {
    link.up = false;
    try (Database database = database();
        Outbox outbox = outbox(database)) {
      outbox.start();
      outbox.accept("door", event(1));
      await().until(() -> outbox.depth() == 1);
      assertEquals(List.of(), link.published);
      link.up = true;
      outbox.connected();
      await().until(() -> outbox.depth() == 0);
    }
  }

  @Test
  void sendsAgainFromTheFirstThatWasNotAcknowledged() {
    link.failures.set(1);
    try (Database database = database();
        Outbox outbox = outbox(database)) {
      outbox.start();
      outbox.accept("door", event(1));
      outbox.accept("door", event(2));
      await().until(() -> link.published.size() >= 2 && outbox.depth() == 0);
      assertTrue(link.published.getLast().contains("id-2"));
      assertTrue(link.published.stream().anyMatch(text -> text.contains("id-1")));
    }
  }

  @Test
  void writesWhatIsGatheredWhenItEnds() {
    link.up = false;
    try (Database database = database()) {
      Outbox outbox = outbox(database);
      outbox.start();
      outbox.accept("door", event(1));
      outbox.close();
      assertEquals(1, new OutboxTable(database, OutboxLimits.DEFAULT).depth());
    }
  }
}
