package io.skerry.agent.schedule;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome.Refused;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Ticket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One model's queue and the threads that empty it. Every request goes from waiting to running to
 * over under one lock; completions are told without it. Thread-safe.
 */
final class ModelScheduler implements Scheduler, Crew.Work {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();
  private final InferenceStats stats;
  private final BatchPlan plan;
  private final Feeds feeds;
  private final Refusals refusals;
  private final Ending ending;
  private final Runs runs;
  private final Backlog backlog;
  private final Sequences sequences;
  private final Admission admission;
  private final Crew crew;
  private final Alarm alarm;
  private boolean closed;

  /**
   * Starts no thread.
   *
   * @param clock monotonic, in nanoseconds; when sequences are forgotten
   */
  ModelScheduler(
      ServedModel model,
      Limits limits,
      InferenceStats stats,
      Batching batching,
      LongSupplier clock) {
    this.stats = stats;
    this.plan = batching.plan();
    this.feeds = new Feeds(model.tensors(), plan.layout());
    this.refusals = new Refusals(model.name(), limits, feeds);
    this.ending = new Ending(model.version(), refusals, stats);
    this.runs = new Runs(model, feeds, batching, stats);
    this.backlog = new Backlog(limits.queue(), new Likeness(plan, feeds, model.tensors()));
    this.sequences = new Sequences(limits, clock);
    this.admission = new Admission(refusals, backlog, sequences);
    this.crew = new Crew(lock, model.name(), limits.instances(), this);
    this.alarm =
        new Alarm(
            lock, () -> Alarm.sooner(backlog.nextDeadline(), sequences.nextExpiry()), this::ring);
  }

  @Override
  public Ticket submit(InferRequest request, Completion completion) {
    return submit(job(request, completion));
  }

  private Ticket submit(Job job) {
    stats.began();
    Optional<Refused> refusal;
    lock.lock();
    try {
      refusal = closed ? Optional.of(refusals.closing()) : admission.toWait(job);
      if (refusal.isEmpty()) {
        refusal = admit(job);
      }
    } finally {
      lock.unlock();
    }
    if (refusal.isPresent()) {
      ending.refused(job, refusal.get());
      return Ticket.FINAL;
    }
    return () -> cancel(job);
  }

  private Job job(InferRequest request, Completion completion) {
    return new Job(request, completion, feeds.wanted(request), feeds.items(request));
  }

  private Optional<Refused> admit(Job job) {
    backlog.add(job);
    if (!crew.call()) {
      backlog.remove(job);
      job.line.ifPresent(sequences::left);
      return Optional.of(refusals.threadless());
    }
    if (job.request.deadlineNanos().isPresent()) {
      alarm.look();
    }
    return Optional.empty();
  }

  private void cancel(Job job) {
    boolean waited;
    lock.lock();
    try {
      if (job.stage == Job.Stage.OVER) {
        return;
      }
      waited = job.waits();
      job.cancelled = true;
      if (waited) {
        backlog.remove(job);
        settle(List.of(job));
      }
    } finally {
      lock.unlock();
    }
    if (waited) {
      ending.refused(job, refusals.cancelled());
    } else {
      job.cancellation.cancel();
    }
  }

  private void ring() {
    List<Job> late;
    lock.lock();
    try {
      late = backlog.removeLate(System.nanoTime());
      settle(late);
      sequences.forgetIdle();
    } finally {
      lock.unlock();
    }
    late.forEach(job -> ending.refused(job, refusals.late()));
  }

  @Override
  public int ready() {
    return backlog.ready();
  }

  @Override
  public boolean over() {
    return closed && backlog.isEmpty();
  }

  @Override
  public Runnable take() {
    Job job = backlog.take();
    Optional<Refused> refusal = admission.toRun(job);
    if (refusal.isPresent()) {
      backlog.done(job);
      settle(List.of(job));
      return () -> ending.refused(job, refusal.get());
    }
    List<Job> jobs = backlog.withAlike(job, plan.size(), other -> admission.toRun(other).isEmpty());
    crew.begin(false);
    return () -> run(jobs, false);
  }

  private void run(List<Job> jobs, boolean guest) {
    List<Runs.Result> results = runs.run(jobs, System.nanoTime());
    lock.lock();
    try {
      for (int i = 0; i < jobs.size(); i++) {
        sequences.ran(jobs.get(i), results.get(i));
        backlog.done(jobs.get(i));
      }
      crew.end(guest);
      settle(jobs);
    } finally {
      lock.unlock();
    }
    ending.ended(jobs, results);
  }

  /** These have ended: others may come next, and who waits for the last one is woken. */
  private void settle(List<Job> ended) {
    if (sequences.left(ended)) {
      alarm.look();
    }
    boolean ignored = crew.call(); // or else whoever comes next calls
    if (over()) {
      crew.dismiss();
      if (crew.rests()) {
        drained.signalAll();
      }
    }
  }

  @Override
  public Map<String, Tensor> run(InferRequest request, Cancellation cancellation)
      throws EngineException {
    Outcome outcome = new Outcome();
    Job job = job(request, outcome);
    Runnable back = () -> cancel(job);
    if (!cancellation.listen(back)) {
      cancel(job);
    }
    try {
      if (!runHere(job)) {
        outcome.await(submit(job));
      }
    } finally {
      cancellation.forget(back);
    }
    return outcome.outputs();
  }

  /** Spares the hand-over to another thread where nobody waits and a run may begin. */
  private boolean runHere(Job job) {
    lock.lock();
    try {
      if (closed
          || job.request.sequence().isPresent()
          || admission.never(job).isPresent()
          || !backlog.isEmpty()
          || !crew.hasRoom()) {
        return false;
      }
      job.stage = Job.Stage.RUNNING;
      crew.begin(true);
    } finally {
      lock.unlock();
    }
    stats.began();
    run(List.of(job), true);
    return true;
  }

  @Override
  public boolean knows(String sequenceId) {
    return locked(() -> sequences.knows(sequenceId));
  }

  @Override
  public int sequences() {
    return locked(sequences::count);
  }

  private <T> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String plan() {
    return plan.toString();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      crew.leave();
      settle(List.of());
      while (!(over() && crew.rests())) {
        drained.awaitUninterruptibly();
      }
      sequences.clear();
      alarm.end();
    } finally {
      lock.unlock();
    }
  }
}
