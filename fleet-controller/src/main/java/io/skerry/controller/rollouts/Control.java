package io.skerry.controller.rollouts;

import io.skerry.controller.api.ProblemException;
import io.skerry.controller.audit.Audit;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Pauses, resumes and cancels by hand. Thread-safe. */
final class Control {
  private final RolloutStore store;
  private final Steps steps;
  private final Audit audit;

  Control(RolloutStore store, Steps steps, Audit audit) {
    this.store = store;
    this.steps = steps;
    this.audit = audit;
  }

  /** Starts no further wave until resumed. */
  Rollout pause(Handle handle, RolloutId id, String who, Instant now) {
    return change(handle, id, RolloutState.PAUSED, who, now);
  }

  /** Goes on. */
  Rollout resume(Handle handle, RolloutId id, String who, Instant now) {
    return change(handle, id, RolloutState.RUNNING, who, now);
  }

  /** Ends it; the devices it touched keep what they have, unless it shall go back. */
  Rollout cancel(Handle handle, RolloutId id, CancelRequest request, String who, Instant now) {
    Rollout rollout = open(handle, id);
    boolean goBack = request.goBack().orElse(false);
    List<Decision> decisions =
        Policy.end(rollout, RolloutState.CANCELLED, "cancelled by " + who, goBack);
    audit.add(handle, who, "rollout.cancel", id.toString(), goBack ? "and go back" : "");
    return steps.apply(handle, rollout, decisions, now);
  }

  private Rollout change(Handle handle, RolloutId id, RolloutState state, String who, Instant now) {
    Rollout rollout = open(handle, id);
    if (rollout.status().state() == state) {
      return rollout;
    }
    audit.add(handle, who, "rollout." + state.wireName(), id.toString(), "");
    Rollout.Status next = new Rollout.Status(state, "", rollout.status().wave(), now);
    return steps.apply(handle, rollout.with(next, rollout.members()), List.of(), now);
  }

  private Rollout open(Handle handle, RolloutId id) {
    Rollout rollout =
        store.find(handle, id).orElseThrow(() -> ProblemException.notFound("rollout", id));
    if (!rollout.status().state().open()) {
      throw new ProblemException(
          409, "rollout " + id + " is over: " + rollout.status().state().wireName());
    }
    return rollout;
  }
}
