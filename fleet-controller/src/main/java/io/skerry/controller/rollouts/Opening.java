package io.skerry.controller.rollouts;

import io.skerry.controller.api.ProblemException;
import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.devices.Registry;
import io.skerry.controller.releases.Catalogue;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Makes rollouts. Their devices are chosen here and never again, so that what was answered is what
 * will happen. A running rollout of the same model that shares a device is superseded. Thread-safe.
 */
final class Opening {
  private static final int MAX_OPEN = 256;

  private final RolloutStore store;
  private final Steps steps;
  private final Registry registry;
  private final Catalogue catalogue;
  private final Assignments assignments;
  private final Audit audit;

  Opening(RolloutStore store, Steps steps, Rollouts.Parts parts) {
    this.store = store;
    this.steps = steps;
    this.registry = parts.registry();
    this.catalogue = parts.catalogue();
    this.assignments = parts.assignments();
    this.audit = parts.audit();
  }

  /**
   * Stores a new rollout; the driver starts its first wave.
   *
   * @throws ProblemException 422 for a release, parameter, selector or wave that can't be, or a
   *     device that has as many models as it may
   */
  Rollout open(Handle handle, RolloutRequest request, String who, Instant now) {
    Desired desired = request.desired();
    Plan plan = request.plan();
    Map<String, String> selector = request.wantedLabels();
    catalogue
        .refusal(handle, desired)
        .ifPresent(
            refusal -> {
              throw ProblemException.of(422, pointer(handle, desired), refusal);
            });
    List<Member> members = members(handle, selector, plan);
    if (store.open(handle).size() >= MAX_OPEN) {
      throw new ProblemException(409, MAX_OPEN + " rollouts run already; cancel one");
    }
    ModelName model = desired.release().model();
    requireRoom(handle, model, members);
    List<RolloutId> rivals = store.rivals(handle, model, members);
    NewRollout fresh = new NewRollout(desired, selector, plan, members, who);
    RolloutId id = store.insert(handle, fresh, now);
    audit.add(handle, who, "rollout.create", id.toString(), describe(desired, members));
    for (RolloutId rival : rivals) {
      Rollout old = store.find(handle, rival).orElseThrow();
      String reason = RolloutStore.superseded(id);
      steps.apply(handle, old, Policy.end(old, RolloutState.CANCELLED, reason, false), now);
    }
    return store.find(handle, id).orElseThrow();
  }

  private List<Member> members(Handle handle, Map<String, String> selector, Plan plan) {
    List<DeviceId> devices = registry.select(handle, selector);
    if (devices.isEmpty()) {
      throw ProblemException.of(422, "/selector", "no device has these labels");
    }
    try {
      return Waves.deal(devices, plan.waves());
    } catch (IllegalArgumentException e) {
      throw ProblemException.of(422, "/waves", e.getMessage());
    }
  }

  private void requireRoom(Handle handle, ModelName model, List<Member> members) {
    Set<DeviceId> full = assignments.full(handle, model);
    members.stream()
        .map(Member::device)
        .filter(full::contains)
        .findFirst()
        .ifPresent(
            device -> {
              String fault =
                  device + " has " + Assignment.MAX_DESIRED + " models, no room for more";
              throw ProblemException.of(422, "/selector", fault);
            });
  }

  /** Whether the release or its parameters are at fault. */
  private String pointer(Handle handle, Desired desired) {
    Desired bare = new Desired(desired.release(), Map.of());
    return catalogue.refusal(handle, bare).isPresent() ? "/release" : "/parameters";
  }

  private static String describe(Desired desired, List<Member> members) {
    return desired.release() + " " + desired.parameters() + " to " + members.size() + " devices";
  }
}
