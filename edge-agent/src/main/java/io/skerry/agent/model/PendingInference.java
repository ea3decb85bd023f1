package io.skerry.agent.model;

import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Ticket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** An inference that waits for its model to be loaded. Thread-safe. */
final class PendingInference implements Waiter, Ticket {
  private final Resident resident;
  private final InferRequest request;
  private final Completion completion;
  private final AtomicReference<Ticket> ticket = new AtomicReference<>(Stage.WAITING);

  PendingInference(Resident resident, InferRequest request, Completion completion) {
    this.resident = resident;
    this.request = request;
    this.completion = completion;
  }

  @Override
  public Optional<Long> deadlineNanos() {
    return request.deadlineNanos();
  }

  @Override
  public void ready(Loaded loaded) {
    if (!ticket.compareAndSet(Stage.WAITING, Stage.SUBMITTING)) {
      loaded.doneSoon();
      return;
    }
    Ticket submitted = resident.submit(loaded, request, completion);
    if (!ticket.compareAndSet(Stage.SUBMITTING, submitted)) {
      submitted.cancel(); // cancelled just now
    }
  }

  @Override
  public void refused(Reason reason, ModelException why) {
    if (ticket.compareAndSet(Stage.WAITING, Ticket.FINAL)) {
      completion.ended(new InferOutcome.Refused(reason, why.getMessage()));
    }
  }

  @Override
  public void cancel() {
    if (ticket.compareAndSet(Stage.WAITING, Stage.CANCELLED)) {
      resident.forget(this);
      completion.ended(new InferOutcome.Refused(Reason.CANCELLED, "taken back by its caller"));
    } else if (!ticket.compareAndSet(Stage.SUBMITTING, Stage.CANCELLED)) {
      ticket.get().cancel();
    }
  }

  /** Where it stands before it has a ticket of its own. */
  private enum Stage implements Ticket {
    WAITING,
    SUBMITTING,
    CANCELLED;

    @Override
    public void cancel() {
      // Nothing runs yet.
    }
  }
}
