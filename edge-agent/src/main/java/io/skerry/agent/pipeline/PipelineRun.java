package io.skerry.agent.pipeline;

import io.skerry.agent.media.MediaException;
import io.skerry.agent.model.Lease;
import io.skerry.agent.pipeline.PipelineStatus.State;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running pipeline, on a platform thread of its own. It waits for its model, and when its
 * source fails it tries again: after 250 ms, then twice as long each time, up to 30 s. {@link
 * #start} once, {@link #stop} from any thread.
 */
final class PipelineRun {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);
  private static final long FIRST_RETRY_MS = 250;
  private static final long LAST_RETRY_MS = 30_000;

  private final Context context;
  private final Thread thread;

  PipelineRun(Context context) {
    this.context = context;
    this.thread =
        Thread.ofPlatform()
            .name("pipeline-" + context.emitter().pipeline())
            .daemon()
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Stops it and waits until it has: at most for the inference that is under way. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  PipelineCounts counts() {
    return context.counts();
  }

  PipelineStatus status() {
    return context.counts().status(context.spec());
  }

  private void run() {
    try {
      while (pass()) {
        LOG.debug("pipeline {} begins its source anew", context.spec().release());
      }
      context.counts().state(State.ENDED);
    } catch (InterruptedException e) {
      LOG.debug("pipeline {} was stopped", context.spec().release());
    } catch (RuntimeException | Error e) {
      LOG.error("pipeline {} died", context.spec().release(), e);
      context.counts().inferenceFailed("the pipeline died: " + e);
      context.counts().state(State.FAILED);
    }
  }

  /** Goes once through the source; false if that was all. */
  private boolean pass() throws InterruptedException {
    context.counts().state(State.WAITING);
    Flow flow = flow();
    long before = context.counts().frames();
    context.counts().state(State.RUNNING);
    try {
      return flow.run() == Flow.Outcome.MODEL_CHANGED || context.source().loop();
    } catch (MediaException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return again(e, context.counts().frames() > before);
    }
  }

  /** Waits before the next try; false if a file that is played once broke off on its way. */
  private boolean again(MediaException fault, boolean gave) throws InterruptedException {
    int failures = context.counts().sourceFailed(fault.getMessage());
    if (gave && !context.source().loop() && fault.fault() == MediaException.Fault.BROKEN) {
      context.counts().brokeOff();
      LOG.warn("pipeline {} ends: {}", context.spec().release(), fault.getMessage());
      return false;
    }
    long waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS << Math.min(failures - 1, 10));
    LOG.warn(
        "pipeline {}: {}; again in {} ms", context.spec().release(), fault.getMessage(), waitMs);
    TimeUnit.MILLISECONDS.sleep(waitMs);
    return true;
  }

  private Flow flow() throws InterruptedException {
    try (Lease lease = context.lease()) {
      return lease.active().hears()
          ? new SoundFlow(context, lease.rateHz())
          : new PictureFlow(context);
    }
  }
}
