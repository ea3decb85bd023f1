package io.skerry.controller.blobs;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets abandoned uploads once a day. Closing ends its thread. */
public final class UploadSweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);
  private static final long PERIOD_H = 24;

  private final Uploads uploads;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("upload sweeper").factory());

  public UploadSweeper(Uploads uploads) {
    this.uploads = uploads;
  }

  /** Begins, with a look at once. */
  public void start() {
    var unused = timer.scheduleWithFixedDelay(this::sweep, 0, PERIOD_H, TimeUnit.HOURS);
  }

  private void sweep() {
    try {
      uploads.forgetOld();
    } catch (IOException | RuntimeException e) {
      LOG.warn("abandoned uploads could not be forgotten; trying again tomorrow", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
