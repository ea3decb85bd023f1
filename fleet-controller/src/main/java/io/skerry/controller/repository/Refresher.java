package io.skerry.controller.repository;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs the timestamp anew before it expires: looks once a minute. Closing ends its thread. */
public final class Refresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);
  private static final long PERIOD_S = 60;

  private final Repository repository;
  private final CurrentPublisher publisher;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("timestamp refresher").factory());

  public Refresher(Repository repository, CurrentPublisher publisher) {
    this.repository = repository;
    this.publisher = publisher;
  }

  /** Begins, with a look at once. */
  public void start() {
    var unused = timer.scheduleWithFixedDelay(this::look, 0, PERIOD_S, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      if (repository.refreshIfDue()) {
        publisher.publish();
      }
    } catch (RuntimeException e) {
      LOG.error("the timestamp could not be signed anew; trying again in a minute", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
