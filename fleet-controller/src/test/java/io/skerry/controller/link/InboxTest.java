package io.skerry.controller.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.topic.TopicFilter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
    try (Inbox first = Inbox.single(TopicFilter.parse("t"), (topic, payload) -> gate.await());
        Inbox second =
            Inbox.single(
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
  void acknowledgesABatchWhenItsHandlerReturnsAndNotWhenItIsInterrupted() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    Inbox inbox =
        Inbox.batches(
            TopicFilter.parse("t"),
            messages -> {
              sizes.add(messages.size());
              if (sizes.size() > 1) {
                first.countDown();
                new CountDownLatch(1).await();
              }
            });
    try (inbox) {
      IntStream.range(0, 100).forEach(i -> assertTrue(inbox.offer(delivery(1, 1))));
      inbox.start();
      first.await();
    }
    assertEquals(List.of(64, 36), sizes);
    assertEquals(64, acknowledged.get());
  }

  @Test
  void dropsQosZeroBeforeItTakesTheRoomOfWhatMustBeKept() {
    try (Inbox inbox = Inbox.single(TopicFilter.parse("t"), (topic, payload) -> {})) {
      while (inbox.offer(delivery(0, 1))) {
        assertEquals(0, inbox.dropped());
      }
      assertEquals(1, inbox.dropped());
      assertTrue(inbox.offer(delivery(1, 1)));
    }
  }
}
