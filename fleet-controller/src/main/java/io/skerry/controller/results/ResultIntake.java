package io.skerry.controller.results;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.controller.devices.OutTopic;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.events.EventType;
import io.skerry.controller.link.FleetLink;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results from the link and stores them in batches of up to 500. While 10,000 wait, the link
 * is held back; what waits when the process dies is lost. One virtual thread.
 */
final class ResultIntake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultIntake.class);
  private static final int WAITING = 10_000;
  private static final int BATCH = 500;

  private final ResultStore store;
  private final EventHub hub;
  private final Topics topics;
  private final Counter stored;
  private final Counter refused;
  private final BlockingQueue<Arrived> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread = Thread.ofVirtual().name("results").unstarted(this::run);

  ResultIntake(ResultStore store, EventHub hub, Topics topics, MeterRegistry metrics) {
    this.store = store;
    this.hub = hub;
    this.topics = topics;
    this.stored = metrics.counter("skerry.results.stored");
    this.refused = metrics.counter("skerry.results.refused");
  }

  void start(FleetLink link) {
    link.subscribe(topics.prefix() + "devices/+/out/events/#", this::take);
    thread.start();
  }

  void take(String topic, byte[] message) throws InterruptedException {
    try {
      OutTopic from = OutTopic.parse(topics, topic);
      queue.put(EventCheck.check(topics.fleet(), from, message));
    } catch (FormatException | IllegalArgumentException e) {
      refused.increment();
      LOG.debug("a result is refused: {}", e.getMessage());
    }
  }

  private void run() {
    List<Arrived> batch = new ArrayList<>(BATCH);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        List<Arrived> fresh = store.add(batch);
        stored.increment(fresh.size());
        fresh.forEach(this::tell);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("{} results are lost", batch.size(), e);
      } finally {
        batch.clear();
      }
    }
  }

  private void tell(Arrived arrived) {
    hub.tell(EventType.RESULT, Map.of("device", arrived.device(), "event", arrived.event()));
  }

  /** Ends the thread. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
