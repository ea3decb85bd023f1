package io.skerry.controller.link;

import io.skerry.controller.topic.TopicFilter;
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

  private final TopicFilter filter;
  private final FleetLink.Handler handler;
  private final BlockingQueue<Delivery> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;

  Inbox(TopicFilter filter, FleetLink.Handler handler) {
    this.filter = filter;
    this.handler = handler;
    this.thread = Thread.ofVirtual().name("link " + filter).unstarted(this::run);
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
    try {
      while (true) {
        handle(queue.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void handle(Delivery delivery) throws InterruptedException {
    try {
      handler.handle(delivery.topic(), delivery.payload());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.warn("a message on {} of {} bytes failed", delivery.topic(), delivery.length(), e);
    }
    delivery.done();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
