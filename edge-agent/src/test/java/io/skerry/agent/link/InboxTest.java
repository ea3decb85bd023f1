package io.skerry.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InboxTest {
  private final Inbox inbox = new Inbox("assignment"::equals);

  private void put(String topic, String text) {
    inbox.put(topic, text.getBytes(StandardCharsets.UTF_8));
  }

  private String take() throws InterruptedException {
    Inbox.Message message = inbox.take();
    return message.topic() + " " + new String(message.payload(), StandardCharsets.UTF_8);
  }

  @Test
  void keepsTheNewestAssignmentWhenItIsFull() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      put("chunks", Integer.toString(i));
    }
    put("assignment", "1");
    put("assignment", "2");
    assertEquals(72, inbox.dropped());
    for (int i = 0; i < 128; i++) {
      assertEquals("chunks " + i, take());
    }
    assertEquals("assignment 2", take());
  }

  @Test
  void takesAnAssignmentAgainAfterOneWasWorkedOff() throws InterruptedException {
    put("assignment", "1");
    assertEquals("assignment 1", take());
    put("assignment", "2");
    put("chunks", "a");
    assertEquals("assignment 2", take());
    assertEquals("chunks a", take());
  }

  @Test
  void waitsLongerAfterEachFailureUpToHalfAMinute() {
    Backoff backoff = new Backoff(new Random(1));
    long first = backoff.nextMs();
    assertTrue(first >= 250 && first <= 500, "first " + first);
    for (int i = 0; i < 20; i++) {
      backoff.nextMs();
    }
    long late = backoff.nextMs();
    assertTrue(late >= 15_000 && late <= 30_000, "late " + late);
    backoff.succeeded();
    assertTrue(backoff.nextMs() <= 500);
  }
}
