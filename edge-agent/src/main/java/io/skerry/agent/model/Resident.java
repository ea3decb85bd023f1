package io.skerry.agent.model;

import io.skerry.agent.engine.Session;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served.Availability;
import io.skerry.agent.infer.Served.State;
import io.skerry.agent.infer.Ticket;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A model that is in memory when it is needed, as long as somebody holds it: first who has added
 * it. Thread-safe; nothing blocks but {@link #load}, {@link #take} and {@link #letGo}.
 */
public final class Resident {
  private final ModelSource source;
  private final Residency residency;
  private final Pause pause = new Pause();
  private final AtomicReference<Loaded> current = new AtomicReference<>();
  private volatile OptionalLong knownBytes = OptionalLong.empty();
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile boolean retired;

  Resident(ModelSource source, Residency residency) {
    this.source = source;
    this.residency = residency;
  }

  /**
   * Runs an inference, loading the model first where it must. What does not fit the model is
   * refused.
   *
   * @return what takes it back
   */
  public Ticket infer(InferRequest request, Completion completion) {
    Optional<Loaded> loaded = use();
    if (loaded.isPresent()) {
      return submit(loaded.get(), request, completion);
    }
    PendingInference pending = new PendingInference(this, request, completion);
    residency.await(this, pending);
    return pending;
  }

  /** Submits on a use that is ended when the completion is told. */
  Ticket submit(Loaded loaded, InferRequest request, Completion completion) {
    Optional<String> refusal = source.refusal(request);
    if (refusal.isPresent()) {
      loaded.doneSoon();
      completion.ended(new InferOutcome.Refused(Reason.INVALID, refusal.get()));
      return Ticket.FINAL;
    }
    return loaded
        .scheduler()
        .submit(
            request,
            outcome -> {
              try {
                completion.ended(blamed(request, outcome));
              } finally {
                loaded.doneSoon();
              }
            });
  }

  /** An engine that fails on odd shapes has not failed: the request was wrong, and is told why. */
  private InferOutcome blamed(InferRequest request, InferOutcome outcome) {
    return outcome instanceof InferOutcome.Refused(Reason reason, String message)
            && (reason == Reason.FAILED || reason == Reason.INVALID)
        ? source
            .doubt(request)
            .<InferOutcome>map(
                odd -> new InferOutcome.Refused(Reason.INVALID, message + " (" + odd + ")"))
            .orElse(outcome)
        : outcome;
  }

  /** Takes an inference back that waits for the model. */
  void forget(Waiter waiter) {
    residency.forget(this, waiter);
  }

  /** Tells its tensors when it is in memory. */
  public void await(Listener listener) {
    residency.await(this, new Looking(listener));
  }

  /** Is told once, on any thread; returns at once. */
  public interface Listener {
    /** It is in memory now. */
    void loaded(Session session);

    /** It can't be had, for people. */
    void failed(String why);
  }

  /**
   * Brings it into memory; blocks.
   *
   * @throws ModelException if it can't be loaded, or there is no room
   */
  public void load() throws ModelException {
    take(Terms.usual()).done();
  }

  /** The same, with one use of it, which the caller ends. Platform threads only. */
  Loaded take(Terms terms) throws ModelException {
    Optional<Loaded> loaded = use();
    if (loaded.isPresent()) {
      return loaded.get();
    }
    Blocking blocking = new Blocking(new CompletableFuture<>(), terms.deadlineNanos());
    Runnable back = () -> takeBack(blocking);
    if (!terms.cancellation().listen(back)) {
      throw takenBack();
    }
    try {
      residency.await(this, blocking);
      return blocking.future().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ModelException why) {
        throw why;
      }
      throw e;
    } finally {
      terms.cancellation().forget(back);
    }
  }

  private void takeBack(Blocking blocking) {
    blocking.future().completeExceptionally(takenBack());
    forget(blocking);
  }

  private static ModelException takenBack() {
    return ModelException.busy("taken back by its caller", null);
  }

  /** One holder more; false if the last one has let go. */
  public boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** One holder less; the last one takes it out of memory for good, here where nothing runs. */
  public void letGo() {
    if (holders.decrementAndGet() == 0) {
      residency.retire(this).ifPresent(Loaded::done);
    }
  }

  /** The same for threads that must not wait. */
  public void letGoSoon() {
    if (holders.decrementAndGet() == 0) {
      residency.retire(this).ifPresent(Loaded::doneSoon);
    }
  }

  /** Whether it answers. */
  public Availability availability() {
    if (loaded().isPresent()) {
      return new Availability(State.READY, true, "");
    }
    if (residency.loads(this)) {
      return new Availability(State.LOADING, false, "");
    }
    Optional<ModelException> fault = pause.fault();
    return fault.isPresent()
        ? new Availability(State.UNAVAILABLE, false, fault.get().getMessage())
        : new Availability(State.READY, false, "");
  }

  /** Whether a sequence of this id has state here. */
  public boolean knows(String sequenceId) {
    return loaded().map(loaded -> loaded.scheduler().knows(sequenceId)).orElse(false);
  }

  /** Whether requests are under way, or sequences have state here. */
  public boolean busy() {
    return loaded().map(Loaded::busy).orElse(false) || residency.loads(this);
  }

  /** How it is batched, for people; empty while it is not in memory. */
  public String plan() {
    return loaded().map(loaded -> loaded.scheduler().plan()).orElse("");
  }

  /** What is being made ready while it serves, for people. */
  public Optional<String> progress() {
    return loaded().flatMap(loaded -> loaded.session().progress());
  }

  /** How much is made of a better engine, 0 to 1; empty where none is being made. */
  public OptionalDouble built() {
    return loaded().map(loaded -> loaded.session().built()).orElse(OptionalDouble.empty());
  }

  String label() {
    return source.label();
  }

  ModelSource source() {
    return source;
  }

  Pause pause() {
    return pause;
  }

  boolean retired() {
    return retired;
  }

  /** The memory that it takes, as far as is known. */
  long bytes() {
    return knownBytes.orElse(source.estimateBytes());
  }

  /** Corrects the estimate by what was seen when it was first loaded. */
  long learn(OptionalLong grown) {
    if (knownBytes.isEmpty() && grown.isPresent()) {
      knownBytes = OptionalLong.of(Math.max(source.fileBytes(), grown.getAsLong()));
    }
    return bytes();
  }

  /** One use of it, if it is in memory. */
  Optional<Loaded> use() {
    return Optional.ofNullable(current.get()).filter(Loaded::use);
  }

  /** It is in memory; false if it was retired. Under the residency's lock, as {@link #leave}. */
  boolean enter(Loaded loaded) {
    if (!retired) {
      current.set(loaded);
    }
    return !retired;
  }

  /** It is retired. */
  Optional<Loaded> leave() {
    retired = true;
    return Optional.ofNullable(current.getAndSet(null)).filter(Loaded::open);
  }

  /** It was closed. */
  void left(Loaded loaded) {
    current.compareAndSet(loaded, null);
  }

  private Optional<Loaded> loaded() {
    return Optional.ofNullable(current.get()).filter(Loaded::open);
  }

  private record Blocking(CompletableFuture<Loaded> future, Optional<Long> deadlineNanos)
      implements Waiter {
    @Override
    public void ready(Loaded loaded) {
      if (!future.complete(loaded)) {
        loaded.doneSoon(); // taken back just now
      }
    }

    @Override
    public void refused(Reason reason, ModelException why) {
      future.completeExceptionally(
          reason == Reason.LATE ? ModelException.late(why.getMessage(), why) : why);
    }
  }

  private record Looking(Listener listener) implements Waiter {
    @Override
    public Optional<Long> deadlineNanos() {
      return Optional.empty();
    }

    @Override
    public void ready(Loaded loaded) {
      try {
        listener.loaded(loaded.session());
      } finally {
        loaded.doneSoon();
      }
    }

    @Override
    public void refused(Reason reason, ModelException why) {
      listener.failed(why.getMessage());
    }
  }
}
