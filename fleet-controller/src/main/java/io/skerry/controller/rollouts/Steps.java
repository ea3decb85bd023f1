package io.skerry.controller.rollouts;

import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.events.EventType;
import io.skerry.controller.releases.Catalogue;
import io.skerry.controller.rollouts.Decision.Advance;
import io.skerry.controller.rollouts.Decision.End;
import io.skerry.controller.rollouts.Decision.GoBack;
import io.skerry.controller.rollouts.Decision.Judge;
import io.skerry.controller.rollouts.Decision.Touch;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment.Desired;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Carries decisions out: the rollout's rows and the assignments that they cause change in one
 * transaction. Thread-safe.
 */
final class Steps {
  private static final String CONTROLLER = "controller";

  private final RolloutStore store;
  private final Assignments assignments;
  private final Catalogue catalogue;
  private final Audit audit;
  private final EventHub hub;

  Steps(
      RolloutStore store, Assignments assignments, Catalogue catalogue, Audit audit, EventHub hub) {
    this.store = store;
    this.assignments = assignments;
    this.catalogue = catalogue;
    this.audit = audit;
    this.hub = hub;
  }

  /** Applies them, tells of them after the commit, and returns the rollout as it then stands. */
  Rollout apply(Handle handle, Rollout rollout, List<Decision> decisions, Instant now) {
    Map<DeviceId, Member> members = new LinkedHashMap<>();
    rollout.members().forEach(member -> members.put(member.device(), member));
    Rollout.Status status = rollout.status();
    for (Decision decision : decisions) {
      switch (decision) {
        case Judge(DeviceId device, Stage stage, String reason) ->
            put(handle, rollout, members, members.get(device).judged(stage, reason));
        case Touch(DeviceId device) ->
            put(handle, rollout, members, touch(handle, rollout, members.get(device), now));
        case GoBack(DeviceId device) ->
            put(handle, rollout, members, goBack(handle, rollout, members.get(device)));
        case Advance(int wave) -> {
          status = new Rollout.Status(status.state(), "", wave, now);
          audit(handle, rollout, "rollout.wave", "wave " + (wave + 1) + " starts");
        }
        case End(RolloutState state, String reason) -> {
          status = new Rollout.Status(state, reason, status.wave(), now);
          audit(handle, rollout, "rollout." + state.wireName(), reason);
        }
      }
    }
    store.update(handle, rollout.id(), status);
    Rollout after = rollout.with(status, List.copyOf(members.values()));
    hub.tellAfterCommit(handle, EventType.ROLLOUT, RolloutView.summary(after));
    return after;
  }

  private void put(Handle handle, Rollout rollout, Map<DeviceId, Member> members, Member member) {
    members.put(member.device(), member);
    store.update(handle, rollout.id(), member);
  }

  /** What a superseded rollout gave and never proved is not gone back to; what it found is. */
  private Member touch(Handle handle, Rollout rollout, Member member, Instant now) {
    ModelName model = rollout.desired().release().model();
    DeviceId device = member.device();
    Optional<Desired> had = assignments.desired(handle, device, model);
    Optional<Member> unproven =
        had.flatMap(desired -> store.unproven(handle, rollout, device, desired));
    long version = assignments.set(handle, device, rollout.desired());
    return member.started(version, now, unproven.map(Member::before).orElse(had));
  }

  /** What is not allowed any more is not given back: the device then keeps what it runs. */
  private Member goBack(Handle handle, Rollout rollout, Member member) {
    ModelName model = rollout.desired().release().model();
    DeviceId device = member.device();
    if (!assignments.desired(handle, device, model).equals(Optional.of(rollout.desired()))) {
      return member; // changed since by someone else
    }
    if (member.before().isEmpty()) {
      assignments.remove(handle, device, model);
      return member.gaveBack(member.reason());
    }
    Optional<String> refusal = catalogue.refusal(handle, member.before().get());
    if (refusal.isPresent()) {
      audit(handle, rollout, "rollout.kept", device + " can't go back: " + refusal.get());
      return member.judged(member.stage(), "can't go back: " + refusal.get());
    }
    assignments.set(handle, device, member.before().get());
    return member.gaveBack(member.reason());
  }

  private void audit(Handle handle, Rollout rollout, String action, String detail) {
    audit.add(
        handle,
        CONTROLLER,
        action,
        rollout.id().toString(),
        rollout.desired().release() + (detail.isEmpty() ? "" : ": " + detail));
  }
}
