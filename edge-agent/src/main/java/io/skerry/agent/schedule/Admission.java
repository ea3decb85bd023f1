package io.skerry.agent.schedule;

import io.skerry.agent.infer.InferOutcome.Refused;
import java.util.Optional;

/**
 * Whether a job may wait, and whether it may still run when its turn comes. Guarded by the
 * scheduler's lock.
 */
record Admission(Refusals refusals, Backlog backlog, Sequences sequences) {
  /** Why it may not wait; if it may, it has joined its sequence. */
  Optional<Refused> toWait(Job job) {
    Optional<Refused> never = never(job);
    if (never.isPresent()) {
      return never;
    }
    if (backlog.full()) {
      return Optional.of(refusals.full());
    }
    return job.request.sequence().isPresent() ? sequences.join(job) : Optional.empty();
  }

  /** Why it may not wait, however few do. */
  Optional<Refused> never(Job job) {
    if (job.cancelled) {
      return Optional.of(refusals.cancelled());
    }
    return job.late(System.nanoTime()) ? Optional.of(refusals.late()) : refusals.misplaced(job);
  }

  /** Why it may not run any more. */
  Optional<Refused> toRun(Job job) {
    if (job.late(System.nanoTime())) {
      return Optional.of(refusals.late());
    }
    return job.line.isPresent() && !job.line.get().alive && !job.starts()
        ? Optional.of(Sequences.unknown(job))
        : Optional.empty();
  }
}
