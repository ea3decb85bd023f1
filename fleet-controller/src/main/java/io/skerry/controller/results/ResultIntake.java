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
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results from the link and stores what came together in one transaction. The link
 * acknowledges when they are stored: until then they stand in the broker's session. While the
 * database fails they are tried again, which holds the link back. Runs on the link's thread.
 */
final class ResultIntake {
  private static final Logger LOG = LoggerFactory.getLogger(ResultIntake.class);

  private final ResultStore store;
  private final EventHub hub;
  private final Topics topics;
  private final Counter stored;
  private final Counter refused;
  private final Pause pause;

  ResultIntake(ResultStore store, EventHub hub, Topics topics, MeterRegistry metrics, Pause pause) {
    this.store = store;
    this.hub = hub;
    this.topics = topics;
    this.stored = metrics.counter("skerry.results.stored");
    this.refused = metrics.counter("skerry.results.refused");
    this.pause = pause;
  }

  void start(FleetLink link) {
    link.subscribeBatches(topics.prefix() + "devices/+/out/events/#", this::take);
  }

  /** Returns when the valid ones are stored; interrupted, nothing may be. */
  void take(List<? extends FleetLink.Message> messages) throws InterruptedException {
    List<Arrived> batch = new ArrayList<>(messages.size());
    for (FleetLink.Message message : messages) {
      try {
        OutTopic from = OutTopic.parse(topics, message.topic());
        batch.add(EventCheck.check(topics.fleet(), from, message.payload()));
      } catch (FormatException | IllegalArgumentException e) {
        refused.increment();
        LOG.debug("a result is refused: {}", e.getMessage());
      }
    }
    List<Arrived> fresh = batch.isEmpty() ? List.of() : stored(batch);
    stored.increment(fresh.size());
    fresh.forEach(this::tell);
  }

  private List<Arrived> stored(List<Arrived> batch) throws InterruptedException {
    for (boolean told = false; ; told = true) {
      try {
        return store.add(batch);
      } catch (JdbiException e) {
        if (!told) {
          LOG.error("{} results can't be stored; trying again until they are", batch.size(), e);
        }
        pause.pause();
      }
    }
  }

  private void tell(Arrived arrived) {
    hub.tell(EventType.RESULT, Map.of("device", arrived.device(), "event", arrived.event()));
  }

  /** What passes between two attempts. */
  @FunctionalInterface
  interface Pause {
    /** Waits. */
    void pause() throws InterruptedException;
  }
}
