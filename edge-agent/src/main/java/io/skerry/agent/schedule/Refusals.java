package io.skerry.agent.schedule;

import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferOutcome.Refused;
import java.util.Optional;

/** Why one model's requests are not run, for people. Thread-safe. */
final class Refusals {
  private final String model;
  private final Limits limits;
  private final Feeds feeds;

  Refusals(String model, Limits limits, Feeds feeds) {
    this.model = model;
    this.limits = limits;
    this.feeds = feeds;
  }

  Refused closing() {
    return refuse(Reason.UNAVAILABLE, "it is being closed");
  }

  Refused threadless() {
    return refuse(Reason.UNAVAILABLE, "no thread can be started to run it");
  }

  Refused late() {
    return refuse(Reason.LATE, "the deadline passed before it began");
  }

  Refused full() {
    return refuse(
        Reason.BUSY, limits.queue() + " requests wait, the most that may; try again later");
  }

  Refused failed(String message, boolean byInputs) {
    return new Refused(byInputs ? Reason.INVALID : Reason.FAILED, message);
  }

  Refused cancelled() {
    return refuse(Reason.CANCELLED, "taken back by the caller");
  }

  /** What is wrong with it as a step of a sequence, if it is one. */
  Optional<Refused> misplaced(Job job) {
    if (job.request.sequence().isEmpty()) {
      return Optional.empty();
    }
    if (!feeds.stateful()) {
      return Optional.of(refuse(Reason.INVALID, "expected no sequence, since it has no state"));
    }
    return feeds.givesState(job.request)
        ? Optional.of(
            refuse(Reason.INVALID, "expected no state with a sequence, which keeps it here"))
        : Optional.empty();
  }

  private Refused refuse(Reason reason, String message) {
    return new Refused(reason, "model " + model + ": " + message);
  }
}
