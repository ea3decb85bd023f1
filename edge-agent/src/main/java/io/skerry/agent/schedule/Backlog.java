package io.skerry.agent.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The requests that wait, by urgency and by deadline, at most so many; each change takes O(log n).
 * Guarded by the scheduler's lock.
 */
final class Backlog {
  private final int most;
  private final TreeSet<Job> ready = new TreeSet<>(Job.BY_URGENCY);
  private final TreeSet<Job> deadlines = new TreeSet<>(Job.byDeadline(System.nanoTime()));
  private int waiting;
  private long numbers;

  Backlog(int most) {
    this.most = most;
  }

  boolean full() {
    return waiting >= most;
  }

  boolean isEmpty() {
    return waiting == 0;
  }

  /** How many could be taken now. */
  int ready() {
    return ready.size();
  }

  /** One more waits, at the end of its priority. */
  void add(Job job) {
    job.stage = Job.Stage.WAITING;
    job.number = ++numbers;
    waiting++;
    ready.add(job);
    if (job.request.deadlineNanos().isPresent()) {
      deadlines.add(job);
    }
  }

  /** The most urgent one, which waits no more. */
  Optional<Job> take() {
    if (ready.isEmpty()) {
      return Optional.empty();
    }
    Job job = ready.first();
    remove(job);
    return Optional.of(job);
  }

  /** One that waits leaves. */
  void remove(Job job) {
    waiting--;
    ready.remove(job);
    if (job.request.deadlineNanos().isPresent()) {
      deadlines.remove(job);
    }
  }

  /** Those whose deadline has passed leave. */
  List<Job> removeLate(long now) {
    List<Job> late = new ArrayList<>();
    while (!deadlines.isEmpty() && deadlines.first().late(now)) {
      Job job = deadlines.first();
      remove(job);
      late.add(job);
    }
    return late;
  }

  /** The earliest deadline, by {@link System#nanoTime}. */
  Optional<Long> nextDeadline() {
    return deadlines.isEmpty() ? Optional.empty() : deadlines.first().request.deadlineNanos();
  }
}
