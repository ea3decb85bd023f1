package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferOutcome.Refused;
import io.skerry.agent.infer.InferRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sequences of a stateful model, at most so many, each until it ends or nobody went on with it
 * for a while. Owns their states. Guarded by the scheduler's lock.
 */
final class Sequences {
  private final int most;
  private final long idleNanos;
  private final LongSupplier clock;
  private final Map<String, Line> lines = new HashMap<>();

  /** Those without a step under way, the one used longest ago first. */
  private final Map<String, Line> idle = new LinkedHashMap<>();

  /**
   * None.
   *
   * @param clock monotonic, in nanoseconds
   */
  Sequences(Limits limits, LongSupplier clock) {
    this.most = limits.sequences();
    this.idleNanos = limits.sequenceIdle().toNanos();
    this.clock = clock;
  }

  /** Joins the job to its sequence, or says why that can't be. */
  Optional<Refused> join(Job job) {
    forgetIdle();
    InferRequest.Sequence step = job.request.sequence().orElseThrow();
    Line line = lines.get(step.id());
    if (line == null && !step.start()) {
      return Optional.of(unknown(job));
    }
    if (line == null) {
      if (lines.size() >= most) {
        return Optional.of(
            new Refused(Reason.BUSY, "%d sequences are known, the most that may".formatted(most)));
      }
      line = new Line(step.id());
      lines.put(step.id(), line);
    }
    idle.remove(step.id());
    job.line = Optional.of(line);
    return Optional.empty();
  }

  static Refused unknown(Job job) {
    return new Refused(
        Reason.INVALID,
        "sequence %s is not known here (it timed out or never started); begin with sequence_start"
            .formatted(job.request.sequence().orElseThrow().id()));
  }

  /** A job has run: if it was answered and is a step of a sequence, that goes on from there. */
  void ran(Job job, Runs.Result result) {
    if (job.line.isPresent()
        && !job.cancelled
        && result instanceof Runs.Ran(_, Map<String, Tensor> state, _)) {
      stepped(job, state);
    }
  }

  private void stepped(Job job, Map<String, Tensor> next) {
    Line line = job.line.orElseThrow();
    line.become(next);
    line.alive = true;
    if (job.request.sequence().orElseThrow().end()) {
      line.alive = false;
      line.become(Map.of());
    }
  }

  /** These have left the queue or ended; whether there were steps of sequences among them. */
  boolean left(List<Job> jobs) {
    boolean any = false;
    for (Job job : jobs) {
      if (job.line.isPresent()) {
        left(job.line.get());
        any = true;
      }
    }
    return any;
  }

  /** A step has left the queue or ended: if it was the last one, the sequence rests or is gone. */
  void left(Line line) {
    if (!line.rests()) {
      return;
    }
    if (line.alive) {
      line.used = clock.getAsLong();
      idle.remove(line.id);
      idle.put(line.id, line);
    } else {
      lines.remove(line.id, line);
    }
  }

  /** Forgets those that nobody went on with for too long. */
  void forgetIdle() {
    long now = clock.getAsLong();
    while (!idle.isEmpty()) {
      Line oldest = idle.values().iterator().next();
      if (now - oldest.used < idleNanos) {
        return;
      }
      forget(oldest);
    }
  }

  private void forget(Line line) {
    idle.remove(line.id);
    lines.remove(line.id);
    line.become(Map.of());
  }

  /** When the next will be forgotten, by {@link System#nanoTime}. */
  Optional<Long> nextExpiry() {
    if (idle.isEmpty()) {
      return Optional.empty();
    }
    long left = idle.values().iterator().next().used + idleNanos - clock.getAsLong();
    return Optional.of(System.nanoTime() + left);
  }

  /** Whether a sequence has state. */
  boolean knows(String id) {
    forgetIdle();
    Line line = lines.get(id);
    return line != null && line.alive;
  }

  /** How many have state. */
  int count() {
    forgetIdle();
    return (int) lines.values().stream().filter(line -> line.alive).count();
  }

  /** Forgets all. */
  void clear() {
    idle.clear();
    lines.values().forEach(line -> line.become(Map.of()));
    lines.clear();
  }
}
