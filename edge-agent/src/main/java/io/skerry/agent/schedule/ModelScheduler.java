package io.skerry.agent.schedule;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Ticket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One model's queue and the threads that empty it. Every request goes from waiting to running to
 * over under one lock; completions are told without it. Thread-safe.
 */
final class ModelScheduler implements Scheduler, Crew.Work {
  private static final String CANCELLED = "taken back by the caller";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();
  private final ServedModel model;
  private final Limits limits;
  private final InferenceStats stats;
  private final Ending ending;
  private final Runs runs;
  private final Backlog backlog;
  private final Crew crew;
  private final Alarm alarm;
  private boolean closed;

  ModelScheduler(ServedModel model, Limits limits, InferenceStats stats) {
    this.model = model;
    this.limits = limits;
    this.stats = stats;
    this.ending = new Ending(stats);
    this.runs = new Runs(model, stats);
    this.backlog = new Backlog(limits.queue());
    this.crew = new Crew(lock, model.name(), limits.instances(), this);
    this.alarm = new Alarm(lock, backlog::nextDeadline, this::refuseLate);
  }

  @Override
  public Ticket submit(InferRequest request, Completion completion) {
    Job job = new Job(request, completion);
    stats.began();
    Optional<InferOutcome.Refused> refusal;
    lock.lock();
    try {
      refusal = admit(job);
    } finally {
      lock.unlock();
    }
    if (refusal.isPresent()) {
      ending.refused(job, refusal.get().reason(), refusal.get().message());
      return Ticket.FINAL;
    }
    return () -> cancel(job);
  }

  private Optional<InferOutcome.Refused> admit(Job job) {
    Optional<InferOutcome.Refused> refusal = refusal(job);
    if (refusal.isEmpty()) {
      backlog.add(job);
      try {
        crew.call();
      } catch (OutOfMemoryError e) { // no thread can be started
        backlog.remove(job);
        return refuse(Reason.UNAVAILABLE, "no thread can be started: " + e.getMessage());
      }
      alarm.look();
    }
    return refusal;
  }

  private Optional<InferOutcome.Refused> refusal(Job job) {
    if (closed) {
      return refuse(Reason.UNAVAILABLE, "model " + model.name() + " is being closed");
    }
    if (job.late(System.nanoTime())) {
      return refuse(Reason.LATE, late());
    }
    if (backlog.full()) {
      return refuse(
          Reason.BUSY,
          "model %s: %d requests wait, the most that may; try again later"
              .formatted(model.name(), limits.queue()));
    }
    return Optional.empty();
  }

  private static Optional<InferOutcome.Refused> refuse(Reason reason, String message) {
    return Optional.of(new InferOutcome.Refused(reason, message));
  }

  private String late() {
    return "model " + model.name() + ": the deadline passed before it began";
  }

  private void cancel(Job job) {
    boolean waited;
    lock.lock();
    try {
      if (job.stage == Job.Stage.OVER) {
        return;
      }
      waited = job.stage == Job.Stage.WAITING;
      job.cancelled = true;
      if (waited) {
        job.stage = Job.Stage.OVER;
        backlog.remove(job);
        settle();
      }
    } finally {
      lock.unlock();
    }
    if (waited) {
      ending.refused(job, Reason.CANCELLED, CANCELLED);
    } else {
      job.cancellation.cancel();
    }
  }

  private void refuseLate() {
    List<Job> late;
    lock.lock();
    try {
      late = backlog.removeLate(System.nanoTime());
      late.forEach(job -> job.stage = Job.Stage.OVER);
      settle();
    } finally {
      lock.unlock();
    }
    late.forEach(job -> ending.refused(job, Reason.LATE, late()));
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
    Job job = backlog.take().orElseThrow();
    if (job.late(System.nanoTime())) {
      job.stage = Job.Stage.OVER;
      settle();
      return () -> ending.refused(job, Reason.LATE, late());
    }
    job.stage = Job.Stage.RUNNING;
    crew.begin(false);
    return () -> run(job, false);
  }

  private void run(Job job, boolean guest) {
    Runs.Result result = runs.run(job, System.nanoTime());
    boolean cancelled;
    lock.lock();
    try {
      job.stage = Job.Stage.OVER;
      cancelled = job.cancelled;
      crew.end(guest);
      if (guest) {
        crew.call();
      }
      settle();
    } finally {
      lock.unlock();
    }
    tell(job, result, cancelled);
  }

  private void tell(Job job, Runs.Result result, boolean cancelled) {
    switch (result) {
      case Runs.Ran(InferOutcome.Answered answer, Ending.Times times) -> {
        if (cancelled) {
          answer.free();
          ending.refused(job, Reason.CANCELLED, CANCELLED);
        } else {
          ending.answered(job, answer, times);
        }
      }
      case Runs.Failed(String message) ->
          ending.refused(
              job, cancelled ? Reason.CANCELLED : Reason.FAILED, cancelled ? CANCELLED : message);
    }
  }

  /** Wakes who waits for the end, if that has come. */
  private void settle() {
    if (over()) {
      crew.dismiss();
      if (crew.rests()) {
        drained.signalAll();
      }
    }
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> inputs, int priority) throws EngineException {
    Outcome outcome = new Outcome();
    InferRequest request =
        new InferRequest(inputs, List.of(), priority, Optional.empty(), Optional.empty());
    if (!runHere(new Job(request, outcome))) {
      outcome.await(submit(request, outcome));
    }
    return outcome.outputs();
  }

  /** Spares the hand-over to another thread where nobody waits and a run may begin. */
  private boolean runHere(Job job) {
    lock.lock();
    try {
      if (closed || !backlog.isEmpty() || !crew.hasRoom()) {
        return false;
      }
      job.stage = Job.Stage.RUNNING;
      crew.begin(true);
    } finally {
      lock.unlock();
    }
    stats.began();
    run(job, true);
    return true;
  }

  @Override
  public boolean knows(String sequenceId) {
    return false;
  }

  @Override
  public int sequences() {
    return 0;
  }

  @Override
  public String plan() {
    return "none";
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      crew.leave();
      crew.call();
      settle();
      while (!(over() && crew.rests())) {
        drained.awaitUninterruptibly();
      }
      alarm.end();
    } finally {
      lock.unlock();
    }
  }
}
