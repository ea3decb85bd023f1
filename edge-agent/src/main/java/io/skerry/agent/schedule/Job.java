package io.skerry.agent.schedule;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferRequest;
import java.util.Comparator;

/** One request that was taken: how far it is. What changes is guarded by the scheduler's lock. */
final class Job {
  /** Earlier is more urgent; within one priority, first come first served. */
  static final Comparator<Job> BY_URGENCY =
      Comparator.<Job>comparingInt(job -> job.request.priority())
          .thenComparingLong(job -> job.number);

  private static final Comparator<Job> BY_NUMBER = Comparator.comparingLong(job -> job.number);

  final InferRequest request;
  final Completion completion;
  final long arrived = System.nanoTime();
  final Cancellation cancellation = new Cancellation();
  int items = 1;
  long number;
  Stage stage = Stage.NEW;
  boolean cancelled;

  Job(InferRequest request, Completion completion) {
    this.request = request;
    this.completion = completion;
  }

  /** How far a request is; it only goes on. */
  enum Stage {
    NEW,
    WAITING,
    RUNNING,
    OVER
  }

  /** By the time that is left, seen from {@code origin}, since such times may wrap around. */
  static Comparator<Job> byDeadline(long origin) {
    return Comparator.<Job>comparingLong(job -> job.request.deadlineNanos().orElseThrow() - origin)
        .thenComparing(BY_NUMBER);
  }

  /** Whether it had to begin before that time. */
  boolean late(long now) {
    return request.deadlineNanos().isPresent() && request.deadlineNanos().get() - now < 0;
  }
}
