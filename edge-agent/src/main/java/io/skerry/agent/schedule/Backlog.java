package io.skerry.agent.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The requests that wait, by urgency and by deadline, at most so many; each change takes O(log n).
 * Of a sequence only the next step can be taken. Guarded by the scheduler's lock.
 */
final class Backlog {
  private final int most;
  private final Function<Job, Optional<Alike>> likeness;
  private final TreeSet<Job> ready = new TreeSet<>(Job.BY_URGENCY);
  private final Map<Alike, TreeSet<Job>> alike = new HashMap<>();
  private final TreeSet<Job> deadlines = new TreeSet<>(Job.byDeadline(System.nanoTime()));
  private int waiting;
  private long numbers;

  /**
   * Empty.
   *
   * @param likeness what a job can be batched with
   */
  Backlog(int most, Function<Job, Optional<Alike>> likeness) {
    this.most = most;
    this.likeness = likeness;
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
    if (job.request.deadlineNanos().isPresent()) {
      deadlines.add(job);
    }
    if (job.line.isPresent()) {
      job.line.get().waiting.add(job);
      advance(job.line.get());
    } else {
      offer(job);
    }
  }

  private void offer(Job job) {
    job.stage = Job.Stage.READY;
    job.alike = likeness.apply(job);
    ready.add(job);
    if (job.alike.isPresent()) {
      alike.computeIfAbsent(job.alike.get(), key -> new TreeSet<>(Job.BY_URGENCY)).add(job);
    }
  }

  private void advance(Line line) {
    if (line.busy || line.waiting.isEmpty()) {
      return;
    }
    Job next = line.waiting.first();
    if (next.stage == Job.Stage.WAITING) {
      next.state = next.starts() ? Map.of() : line.state;
      offer(next);
    }
  }

  /** The most urgent one, which waits no more. */
  Job take() {
    Job job = ready.first();
    take(job);
    return job;
  }

  /**
   * One that was taken, and those that can be batched with it, which are taken too.
   *
   * @param most items of all together
   * @param fit what else one must be; the first that is not ends it
   */
  List<Job> withAlike(Job first, int most, Predicate<Job> fit) {
    List<Job> jobs = new ArrayList<>();
    jobs.add(first);
    int items = first.items;
    Optional<Job> next = next(first.alike);
    while (next.isPresent() && items + next.get().items <= most && fit.test(next.get())) {
      items += next.get().items;
      jobs.add(next.get());
      take(next.get());
      next = next(first.alike);
    }
    return jobs;
  }

  private Optional<Job> next(Optional<Alike> key) {
    return key.map(alike::get).map(TreeSet::first);
  }

  /** That one waits no more, and neither can the step after it be taken before {@link #done}. */
  private void take(Job job) {
    withdraw(job);
    job.line.ifPresent(line -> line.busy = true);
    job.stage = Job.Stage.RUNNING;
  }

  /** One that was taken is over. */
  void done(Job job) {
    job.stage = Job.Stage.OVER;
    if (job.line.isPresent()) {
      job.line.get().busy = false;
      advance(job.line.get());
    }
  }

  /** One that waits leaves and is over. */
  void remove(Job job) {
    withdraw(job);
    job.stage = Job.Stage.OVER;
    job.line.ifPresent(this::advance);
  }

  private void withdraw(Job job) {
    waiting--;
    job.line.ifPresent(line -> line.waiting.remove(job));
    if (job.request.deadlineNanos().isPresent()) {
      deadlines.remove(job);
    }
    if (job.stage == Job.Stage.READY) {
      ready.remove(job);
      if (job.alike.isPresent()) {
        TreeSet<Job> same = alike.get(job.alike.get());
        same.remove(job);
        if (same.isEmpty()) {
          alike.remove(job.alike.get());
        }
      }
    }
  }

  /** Those whose deadline has passed leave and are over. */
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
