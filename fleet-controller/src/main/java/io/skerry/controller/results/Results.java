package io.skerry.controller.results;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.Routes;
import io.skerry.controller.db.Database;
import io.skerry.controller.devices.Registry;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.link.FleetLink;
import io.skerry.protocol.topic.Topics;
import java.time.Clock;
import java.time.Duration;

/** What devices found: taken from the link, kept bounded, told on. Thread-safe. */
public final class Results {
  /** How many results are kept of each device. */
  public static final int KEPT = 1000;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ResultStore store;
  private final ResultIntake intake;

  public Results(
      Database database, Registry registry, EventHub hub, MeterRegistry metrics, Topics topics) {
    this.store = new ResultStore(database, registry, Clock.systemUTC(), KEPT);
    this.intake = new ResultIntake(store, hub, topics, metrics, () -> Thread.sleep(PAUSE));
  }

  /** Subscribes; call before the link starts. */
  public void start(FleetLink link) {
    intake.start(link);
  }

  /** Its calls. */
  public Routes routes(Calls calls) {
    return new ResultRoutes(calls, store);
  }
}
