package io.skerry.controller.link;

import io.skerry.controller.topic.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: a bounded queue and the virtual thread that empties it into the handler.
 *
 * <p>What is acknowledged needs no limit of its own, because the broker keeps at most 64 such
 * messages under way; QoS 0 beyond the limit is dropped and counted. {@link #offer} never blocks.
 */
final class Inbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final int CAPACITY = 2048;
  private static final int KEPT_FOR_QOS_1 = 2 * 64;
  private static final int BATCH = 64; // as many as can be under way
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final TopicFilter filter;
  private final int batch;
  private final FleetLink.BatchHandler handler;
  private final BlockingQueue<Delivery> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;

  private Inbox(TopicFilter filter, int batch, FleetLink.BatchHandler handler) {
    this.filter = filter;
    this.batch = batch;
    this.handler = handler;
    this.thread = Thread.ofVirtual().name("link " + filter).unstarted(this::run);
  }

  /** Hands on and acknowledges one message at a time. */
  static Inbox single(TopicFilter filter, FleetLink.Handler handler) {
    return new Inbox(
        filter,
        1,
        messages -> handler.handle(messages.getFirst().topic(), messages.getFirst().payload()));
  }

  /** Hands on and acknowledges all that wait, up to 64 at a time. */
  static Inbox batches(TopicFilter filter, FleetLink.BatchHandler handler) {
    return new Inbox(filter, BATCH, handler);
  }

  void start() {
    thread.start();
  }

  TopicFilter filter() {
    return filter;
  }

  long dropped() {
    return dropped.sum();
  }

  /** Whether the message was taken. */
  boolean offer(Delivery delivery) {
    boolean taken =
        (delivery.acknowledged() || queue.remainingCapacity() > KEPT_FOR_QOS_1)
            && queue.offer(delivery);
    if (!taken) {
      dropped.increment();
    }
    return taken;
  }

  private void run() {
    List<Delivery> deliveries = new ArrayList<>(batch);
    try {
      while (true) {
        deliveries.add(queue.take());
        queue.drainTo(deliveries, batch - 1);
        handle(List.copyOf(deliveries));
        deliveries.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void handle(List<Delivery> deliveries) throws InterruptedException {
    try {
      handler.handle(deliveries);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.warn(
          "{} messages failed, the first on {}",
          deliveries.size(),
          deliveries.getFirst().topic(),
          e);
    }
    deliveries.forEach(Delivery::done);
  }

  /** Interrupts the handler, and waits for it: what it was given may close after this. */
  @Override
  public void close() {
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
