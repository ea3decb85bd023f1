package io.skerry.controller.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.topic.TopicFilter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final AtomicInteger acknowledged = new AtomicInteger();

  private Delivery delivery(int qos, int handlers) {
    return new Delivery("t", new byte[] {1}, qos > 0, handlers, acknowledged::incrementAndGet);
  }

  @Test
  void acknowledgesWhenTheLastHandlerIsDoneEvenIfItFailed() throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    try (Inbox first = new Inbox(TopicFilter.parse("t"), (topic, payload) -> gate.await());
        Inbox second =
            new Inbox(
                TopicFilter.parse("t"),
                (topic, payload) -> {
                  handled.add(topic);
                  throw new IllegalStateException("a handler's own fault");
                })) {
      first.start();
      second.start();
      Delivery delivery = delivery(1, 2);
      assertTrue(first.offer(delivery));
      assertTrue(second.offer(delivery));
      await().until(() -> handled.size() == 1);
      assertEquals(0, acknowledged.get());
      gate.countDown();
      await().until(() -> acknowledged.get() == 1);
    }
  }

  @Test
  void dropsQosZeroBeforeItTakesTheRoomOfWhatMustBeKept() {
    try (Inbox inbox = new Inbox(TopicFilter.parse("t"), (topic, payload) -> {})) {
      while (inbox.offer(delivery(0, 1))) {
        assertEquals(0, inbox.dropped());
      }
      assertEquals(1, inbox.dropped());
      assertTrue(inbox.offer(delivery(1, 1)));
    }
  }
}
