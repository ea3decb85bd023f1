package io.skerry.agent.schedule;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferRequest;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** One request that was taken: how far it is. What changes is guarded by the scheduler's lock. */
final class Job {
  /** In the order in which they came. */
  static final Comparator<Job> BY_NUMBER = Comparator.comparingLong(job -> job.number);

  /** Earlier is more urgent; within one priority, first come first served. */
  static final Comparator<Job> BY_URGENCY =
      Comparator.<Job>comparingInt(job -> job.request.priority()).thenComparing(BY_NUMBER);

  final InferRequest request;
  final Completion completion;
  final Wanted wanted;
  final int items;
  final long arrived = System.nanoTime();
  final Cancellation cancellation = new Cancellation();

  long number;
  Stage stage = Stage.NEW;
  boolean cancelled;

  /** The sequence that it is a step of. */
  Optional<Line> line = Optional.empty();

  /** Where that stands, by input, once its turn has come; empty for zeros. */
  Map<String, Tensor> state = Map.of();

  /** What it can be batched with, once its turn has come. */
  Optional<Alike> alike = Optional.empty();

  Job(InferRequest request, Completion completion, Wanted wanted, int items) {
    this.request = request;
    this.completion = completion;
    this.wanted = wanted;
    this.items = items;
  }

  /** How far a request is; it only goes on. */
  enum Stage {
    NEW,
    /** Behind other steps of its sequence. */
    WAITING,
    /** Can be taken. */
    READY,
    RUNNING,
    OVER
  }

  /** By the time that is left, seen from {@code origin}, since such times may wrap around. */
  static Comparator<Job> byDeadline(long origin) {
    return Comparator.<Job>comparingLong(job -> job.request.deadlineNanos().orElseThrow() - origin)
        .thenComparing(BY_NUMBER);
  }

  /** Whether it is in the queue. */
  boolean waits() {
    return stage == Stage.WAITING || stage == Stage.READY;
  }

  /** Whether it had to begin before that time. */
  boolean late(long now) {
    return request.deadlineNanos().isPresent() && request.deadlineNanos().get() - now < 0;
  }

  /** Whether it begins its sequence anew. */
  boolean starts() {
    return request.sequence().isPresent() && request.sequence().get().start();
  }
}
