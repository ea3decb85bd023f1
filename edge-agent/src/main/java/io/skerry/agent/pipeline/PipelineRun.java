package io.skerry.agent.pipeline;

import io.skerry.agent.media.MediaException;
import io.skerry.agent.model.Lease;
import io.skerry.agent.pipeline.PipelineStatus.State;
import java.util.Optional;
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
  private static final long STOP_MS = 10_000;

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

  /** Stops it and waits, for at most ten seconds, until the inference under way is over. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(STOP_MS);
    if (!ended()) {
      LOG.error("pipeline {} does not end in {} ms", context.spec().release(), STOP_MS);
    }
  }

  boolean ended() {
    return !thread.isAlive();
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
      context.counts().failed("the pipeline died: " + e);
      context.counts().state(State.FAILED);
    }
  }

  /** Goes once through the source; false if that was all. */
  private boolean pass() throws InterruptedException {
    context.counts().state(State.WAITING);
    Flow flow;
    try (Lease lease = context.lease()) {
      Optional<String> unfed = lease.active().unfed();
      if (unfed.isPresent()) {
        return again(unfed.get());
      }
      flow = flow(lease);
    }
    long before = context.counts().frames();
    context.counts().state(State.RUNNING);
    try {
      boolean changed = flow.run() == Flow.Outcome.MODEL_CHANGED;
      if (changed || context.counts().frames() > before) {
        return changed || context.source().loop();
      }
      return again("the source is empty");
    } catch (MediaException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      boolean once = context.counts().frames() > before && !context.source().loop();
      return (once && e.fault() == MediaException.Fault.BROKEN)
          ? brokeOff(e.getMessage())
          : again(e.getMessage());
    }
  }

  /** A file that is played once can't be read on: it would only begin anew. */
  private boolean brokeOff(String fault) {
    context.counts().brokeOff(fault);
    LOG.warn("pipeline {} ends: {}", context.spec().release(), fault);
    return false;
  }

  /** Waits before the next try. */
  private boolean again(String fault) throws InterruptedException {
    int failures = context.counts().sourceFailed(fault);
    long waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS << Math.min(failures - 1, 10));
    LOG.warn("pipeline {}: {}; again in {} ms", context.spec().release(), fault, waitMs);
    TimeUnit.MILLISECONDS.sleep(waitMs);
    return true;
  }

  /** What the model takes decides how the source is opened. */
  private Flow flow(Lease lease) {
    return lease.active().follows()
        ? new SoundFlow(context, lease.rateHz())
        : new PictureFlow(context);
  }
}
