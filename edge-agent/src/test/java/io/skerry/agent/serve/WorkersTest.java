package io.skerry.agent.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class WorkersTest {
  @Test
  void theMostUrgentGoFirstAndWithinOnePriorityWhoCameFirst() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(4);
    List<String> order = new ArrayList<>(); // of the one thread, read when that is done
    try (Workers workers = new Workers(1, 4)) {
      assertTrue(
          workers.run(
              0,
              () -> {
                begun.countDown();
                awaitQuietly(go);
              }));
      begun.await();
      for (String task : List.of("7a", "4a", "0a", "4b")) {
        int priority = task.charAt(0) - '0';
        assertTrue(
            workers.run(
                priority,
                () -> {
                  order.add(task);
                  done.countDown();
                }));
      }
      go.countDown();
      done.await();
    }
    assertEquals(List.of("0a", "4a", "4b", "7a"), order);
  }

  @Test
  void asManyAreAdmittedAsRunAndWait() {
    try (Workers workers = new Workers(1, 2)) {
      for (int i = 0; i < 3; i++) {
        assertTrue(workers.admit());
      }
      assertFalse(workers.admit());
      workers.leave();
      assertTrue(workers.admit());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
