package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.message.ReportedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rollout over devices in memory: the policy's decisions are carried out as the store would. */
final class Simulation {
  static final Desired OLD = new Desired(ReleaseId.parse("a/b@1.0.0"), Map.of("minScore", "0.5"));
  static final Desired NEW = new Desired(ReleaseId.parse("a/b@2.0.0"), Map.of());
  private static final FleetId FLEET = new FleetId("test");

  private final Map<DeviceId, Optional<Desired>> desired = new HashMap<>();
  private final Map<DeviceId, Long> versions = new HashMap<>();
  private final Map<DeviceId, ReportedState> reports = new HashMap<>();
  private Rollout rollout;
  private Optional<String> refusal = Optional.empty();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long sequence;

  /** Devices with an even number had the old release before, the others none. */
  Simulation(int devices, List<Integer> waves, int successPercent, boolean goBack) {
    List<DeviceId> names = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      names.add(device(i));
      desired.put(device(i), hadBefore(i));
      versions.put(device(i), 7L);
    }
    List<WaveSize> sizes = waves.stream().map(Simulation::count).toList();
    rollout =
        new Rollout(
            new RolloutId(1),
            NEW,
            new Plan(sizes, successPercent, 600, goBack),
            new Rollout.Status(RolloutState.RUNNING, "", -1, now),
            new Rollout.Origin("test", now, Map.of()),
            Waves.deal(names, sizes));
  }

  static DeviceId device(int number) {
    return new DeviceId("device-%03d".formatted(number));
  }

  static Optional<Desired> hadBefore(int number) {
    return number % 2 == 0 ? Optional.of(OLD) : Optional.empty();
  }

  static WaveSize count(int devices) {
    return new WaveSize(Optional.of(devices), Optional.empty());
  }

  static WaveSize percent(int share) {
    return new WaveSize(Optional.empty(), Optional.of(share));
  }

  Rollout rollout() {
    return rollout;
  }

  RolloutState state() {
    return rollout.status().state();
  }

  Optional<Desired> desired(DeviceId device) {
    return desired.get(device);
  }

  void set(RolloutState state) {
    Rollout.Status next = new Rollout.Status(state, "", rollout.status().wave(), now);
    rollout = rollout.with(next, rollout.members());
  }

  void refuse(String reason) {
    refusal = Optional.of(reason);
  }

  void wait(int seconds) {
    now = now.plusSeconds(seconds);
  }

  /** The device says so under the assignment that it has. */
  void report(DeviceId device, Phase phase) {
    reports.put(device, state(device, phase, versions.get(device)));
  }

  void reportOldAssignment(DeviceId device, Phase phase) {
    reports.put(device, state(device, phase, versions.get(device) - 1));
  }

  List<Decision> decide() {
    return Policy.decide(rollout, new Facts(reports, refusal, now));
  }

  void apply(List<Decision> decisions) {
    Map<DeviceId, Member> members = new java.util.LinkedHashMap<>();
    rollout.members().forEach(member -> members.put(member.device(), member));
    Rollout.Status status = rollout.status();
    for (Decision decision : decisions) {
      switch (decision) {
        case Decision.Judge(DeviceId device, Stage stage, String reason) ->
            members.compute(device, (d, member) -> member.judged(stage, reason));
        case Decision.Touch(DeviceId device) -> {
          Optional<Desired> had = desired.get(device);
          long version = give(device, Optional.of(NEW));
          members.compute(device, (d, member) -> member.started(version, now, had));
        }
        case Decision.GoBack(DeviceId device) -> {
          give(device, members.get(device).before());
          members.compute(device, (d, member) -> member.gaveBack(""));
        }
        case Decision.Advance(int wave) ->
            status = new Rollout.Status(status.state(), "", wave, now);
        case Decision.End(RolloutState state, String reason) ->
            status = new Rollout.Status(state, reason, status.wave(), now);
      }
    }
    rollout = rollout.with(status, List.copyOf(members.values()));
  }

  private long give(DeviceId device, Optional<Desired> next) {
    desired.put(device, next);
    return versions.merge(device, 1L, Long::sum);
  }

  private ReportedState state(DeviceId device, Phase phase, long assignment) {
    ReleaseStatus status =
        new ReleaseStatus(NEW.release(), phase, Optional.empty(), Map.of(), "why", now);
    return new ReportedState(
        FLEET,
        device,
        ++sequence,
        now,
        assignment,
        List.of(status),
        List.of(),
        new ReportedState.AgentInfo("1", "x86_64", List.of()));
  }
}
