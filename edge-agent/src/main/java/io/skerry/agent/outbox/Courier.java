package io.skerry.agent.outbox;

import io.skerry.agent.link.Link;
import io.skerry.agent.outbox.OutboxTable.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the waiting messages in order, up to 32 at a time, and removes what the broker has
 * acknowledged. One virtual thread.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final int BATCH = 32;
  private static final long ACKNOWLEDGE_TIMEOUT_S = 20;
  private static final long PAUSE_MS = 1_000;
  private static final long END_MS = 5_000;

  private final OutboxTable table;
  private final Link link;
  private final Semaphore woken = new Semaphore(0);
  private volatile Thread thread;

  Courier(OutboxTable table, Link link) {
    this.table = table;
    this.link = link;
  }

  void start() {
    thread = Thread.ofVirtual().name("outbox-send").start(this::send);
  }

  void wake() {
    woken.release();
  }

  void close() {
    thread.interrupt();
    try {
      thread.join(END_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    try {
      while (true) {
        woken.drainPermits();
        while (link.connection() > 0 && sendOldest()) {
          LOG.trace("sent some");
        }
        if (link.connection() > 0 && table.depth() > 0) {
          Thread.sleep(PAUSE_MS); // refused or not acknowledged
        } else {
          woken.acquire();
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("courier ends");
    }
  }

  /** Whether there was something, and all of it was delivered. */
  private boolean sendOldest() throws InterruptedException {
    List<Waiting> oldest = table.oldest(BATCH);
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (Waiting message : oldest) {
      sent.add(link.publish(message.publication()));
    }
    int delivered = 0;
    while (delivered < sent.size() && acknowledged(sent.get(delivered))) {
      delivered++;
    }
    table.remove(oldest.subList(0, delivered));
    return delivered == sent.size() && delivered > 0;
  }

  private static boolean acknowledged(CompletableFuture<Void> sent) throws InterruptedException {
    try {
      sent.get(ACKNOWLEDGE_TIMEOUT_S, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a result was not delivered: {}", e.toString());
      return false;
    }
  }
}
