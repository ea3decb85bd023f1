package io.skerry.agent.model;

import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An active release as callers see it. A sequence goes on where it began, whatever is active now.
 * Thread-safe.
 *
 * @param exactly whether it was asked for by its version
 */
record ReleaseServed(ActiveModel active, Models models, boolean exactly) implements Served {
  @Override
  public String name() {
    return active.release().model().toString();
  }

  @Override
  public String version() {
    return active.release().version().toString();
  }

  @Override
  public String platform() {
    return active.model().platform();
  }

  @Override
  public Availability availability() {
    return active.model().availability();
  }

  @Override
  public InferenceStats stats() {
    return active.model().stats();
  }

  @Override
  public OptionalDouble built() {
    return active.model().built();
  }

  @Override
  public void describe(DescriptionListener listener) {
    listener.described(Optional.of(active.model().signature().description()), "");
  }

  @Override
  public Ticket infer(InferRequest request, Completion completion) {
    Optional<ActiveModel> held = hold(request);
    if (held.isEmpty()) {
      completion.ended(
          new InferOutcome.Refused(
              Reason.UNKNOWN_MODEL, active.release() + " was retired just now"));
      return Ticket.FINAL;
    }
    Counted counted = new Counted(held.get(), completion, System.nanoTime());
    return held.get().model().infer(request, counted);
  }

  private Optional<ActiveModel> hold(InferRequest request) {
    return exactly
        ? Optional.of(active).filter(asked -> asked.model().hold())
        : models.hold(active.release().model(), request.sequence());
  }

  /** Counts it for the release's health, and lets the model go. */
  private record Counted(ActiveModel held, Completion completion, long start)
      implements Completion {
    @Override
    public void ended(InferOutcome outcome) {
      switch (outcome) {
        case InferOutcome.Answered answered -> held.health().ran(System.nanoTime() - start);
        case InferOutcome.Refused(Reason reason, String message) -> {
          if (reason == Reason.FAILED) {
            held.health().failed(message);
          }
        }
      }
      try {
        completion.ended(outcome);
      } finally {
        held.model().letGoSoon();
      }
    }
  }
}
