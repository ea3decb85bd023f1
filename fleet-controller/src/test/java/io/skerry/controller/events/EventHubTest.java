package io.skerry.controller.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventHubTest {
  private final EventHub hub =
      new EventHub(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

  private List<Message> join(String lastId) {
    List<Message> seen = new ArrayList<>();
    hub.join(lastId, seen::add);
    return seen;
  }

  private void tell(int count) {
    for (int i = 1; i <= count; i++) {
      hub.tell(EventType.STATE, Map.of("n", i));
    }
  }

  @Test
  void givesANewListenerOnlyWhatHappensFromNowOn() {
    tell(2);
    List<Message> seen = join("");
    tell(1);
    assertEquals(List.of("{\"n\":1}"), seen.stream().map(Message::json).toList());
  }

  @Test
  void goesOnAfterTheLastIdThatWasSeen() {
    List<Message> before = join("");
    tell(3);
    List<Message> seen = join(before.get(0).id());
    assertEquals(before.subList(1, 3), seen);
  }

  @Test
  void givesAllItRemembersToAListenerWhoseLastIdItForgot() {
    List<Message> before = join("");
    tell(3000);
    List<Message> seen = join(before.getFirst().id());
    assertEquals(2048, seen.size());
    assertEquals(before.getLast(), seen.getLast());
    assertEquals(2048, join("another-1").size());
  }

  @Test
  void tellsNobodyWhoLeft() {
    List<Message> seen = new ArrayList<>();
    EventHub.Listener listener = seen::add;
    hub.join("", listener);
    hub.leave(listener);
    tell(1);
    assertEquals(List.of(), seen);
  }

  @Test
  void writesServerSentEvents() {
    assertEquals(
        "id: x-7\nevent: audit\ndata: {}\n\n", new Message("x", 7, EventType.AUDIT, "{}").text());
  }
}
