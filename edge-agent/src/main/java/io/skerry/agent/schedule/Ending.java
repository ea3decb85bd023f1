package io.skerry.agent.schedule;

import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.RunTimes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how requests ended, and counts it. Thread-safe; called without the scheduler's lock. */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final String version;
  private final Refusals refusals;
  private final InferenceStats stats;

  Ending(String version, Refusals refusals, InferenceStats stats) {
    this.version = version;
    this.refusals = refusals;
    this.stats = stats;
  }

  /** These were run. */
  void ended(List<Job> jobs, List<Runs.Result> results) {
    for (int i = 0; i < jobs.size(); i++) {
      ended(jobs.get(i), results.get(i));
    }
  }

  /** It was run; if it was taken back meanwhile, nobody wants what came of it. */
  private void ended(Job job, Runs.Result result) {
    if (job.request.listener().isPresent()) {
      tellRun(job, result.times());
    }
    if (job.cancelled) { // never written once the job is over
      if (result instanceof Runs.Ran ran) {
        ran.free();
      }
      refused(job, refusals.cancelled());
      return;
    }
    switch (result) {
      case Runs.Ran(var told, _, RunTimes times) ->
          answered(job, new InferOutcome.Answered(version, told), times);
      case Runs.Failed(String message, boolean byInputs, _) ->
          refused(job, refusals.failed(message, byInputs));
    }
  }

  /** It was not answered. */
  void refused(Job job, InferOutcome.Refused refusal) {
    stats.failed(refusal.reason(), System.nanoTime() - job.arrived);
    tell(job, refusal);
  }

  private void answered(Job job, InferOutcome.Answered answer, RunTimes times) {
    long finished = System.nanoTime() - times.computed();
    stats.answered(
        job.items,
        times.taken() - job.arrived,
        times.prepared() - times.taken(),
        times.computed() - times.prepared(),
        finished);
    tell(job, answer);
  }

  /** A faulty listener must not take a thread with it. */
  private static void tell(Job job, InferOutcome outcome) {
    if (job.request.listener().isPresent()) {
      tellOver(job, outcome);
    }
    try {
      job.completion.ended(outcome);
    } catch (Throwable e) {
      LOG.error("a completion failed", e);
    }
  }

  private static void tellOver(Job job, InferOutcome outcome) {
    try {
      job.request.listener().orElseThrow().over(outcome);
    } catch (Throwable e) {
      LOG.error("a listener failed", e);
    }
  }

  private static void tellRun(Job job, RunTimes times) {
    try {
      job.request.listener().orElseThrow().ran(times);
    } catch (Throwable e) {
      LOG.error("a listener failed", e);
    }
  }
}
