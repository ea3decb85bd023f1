package io.skerry.controller.rollouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.rollouts.Decision.Advance;
import io.skerry.controller.rollouts.Decision.Touch;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random fleets under the policy: devices succeed, fail, stay silent or fail after a success;
 * reports get lost, come twice or come late; operators pause and resume; the controller dies before
 * it has carried its decisions out.
 */
final class PolicySimulationTest {
  private static final int MAX_STEPS = 500;

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsItsPromises(long seed) {
    Random random = new Random(seed);
    int devices = 1 + random.nextInt(12);
    int percent = 1 + random.nextInt(100);
    Simulation fleet =
        new Simulation(devices, waves(random, devices), percent, random.nextInt(4) != 0);
    Fate[] fates = IntStream.range(0, devices).mapToObj(i -> Fate.of(random)).toArray(Fate[]::new);
    for (int step = 0; step < MAX_STEPS && fleet.state().open(); step++) {
      List<Decision> decisions = fleet.decide();
      requireSafe(fleet, decisions);
      if (random.nextInt(5) != 0) { // else the controller died before the commit
        fleet.apply(decisions);
        assertEquals(List.of(), fleet.decide(), "deciding again changes nothing");
      }
      live(fleet, fates, random);
    }
    finish(fleet);
    requireEnded(fleet);
  }

  private static void live(Simulation fleet, Fate[] fates, Random random) {
    for (int i = 0; i < fates.length; i++) {
      DeviceId device = Simulation.device(i);
      boolean told = fleet.desired(device).equals(Optional.of(Simulation.NEW));
      if (told && random.nextInt(3) == 0) {
        fates[i].phase(random).ifPresent(phase -> fleet.report(device, phase));
      } else if (random.nextInt(10) == 0) {
        fleet.reportOldAssignment(device, random.nextBoolean() ? Phase.HEALTHY : Phase.FAILED);
      }
    }
    if (fleet.state().open() && random.nextInt(12) == 0) {
      fleet.set(random.nextBoolean() ? RolloutState.PAUSED : RolloutState.RUNNING);
    }
    fleet.wait(random.nextInt(120));
  }

  /** Every operator resumes at last, and every deadline passes. */
  private static void finish(Simulation fleet) {
    for (int i = 0; i < 100 && fleet.state().open(); i++) {
      fleet.set(RolloutState.RUNNING);
      List<Decision> decisions = fleet.decide();
      requireSafe(fleet, decisions);
      fleet.apply(decisions);
      fleet.wait(601);
    }
  }

  private static void requireSafe(Simulation fleet, List<Decision> decisions) {
    int newest = fleet.rollout().status().wave();
    List<Integer> started = new ArrayList<>();
    for (Decision decision : decisions) {
      if (decision instanceof Advance(int wave)) {
        assertEquals(RolloutState.RUNNING, fleet.state(), "a paused rollout starts no wave");
        assertEquals(newest + 1, wave);
        started.add(wave);
      }
      if (decision instanceof Touch(DeviceId device)) {
        Member member = member(fleet, device);
        assertTrue(started.contains(member.wave()), "only the wave that starts is touched");
        assertEquals(Stage.WAITING, member.stage(), "no device is touched twice");
      }
    }
    if (!started.isEmpty() && newest >= 0) {
      requireEnough(fleet, decisions, newest);
    }
  }

  private static void requireEnough(Simulation fleet, List<Decision> decisions, int wave) {
    List<Member> members = wave(fleet, wave);
    long succeeded =
        members.stream()
            .filter(
                member ->
                    (member.stage() == Stage.SUCCEEDED && !judged(decisions, member, Stage.FAILED))
                        || judged(decisions, member, Stage.SUCCEEDED))
            .count();
    assertTrue(
        succeeded * 100 >= (long) members.size() * fleet.rollout().plan().successPercent(),
        "no wave starts under the threshold");
  }

  private static boolean judged(List<Decision> decisions, Member member, Stage stage) {
    return decisions.stream()
        .anyMatch(
            decision ->
                decision instanceof Decision.Judge judge
                    && judge.device().equals(member.device())
                    && judge.stage() == stage);
  }

  private static void requireEnded(Simulation fleet) {
    Rollout rollout = fleet.rollout();
    assertFalse(fleet.state().open(), "it ends");
    for (int i = 0; i < rollout.members().size(); i++) {
      Member member = member(fleet, Simulation.device(i));
      Optional<?> expected =
          member.touched() && !(fleet.state() == RolloutState.STOPPED && rollout.plan().goBack())
              ? Optional.of(Simulation.NEW)
              : Simulation.hadBefore(i);
      assertEquals(expected, fleet.desired(member.device()), "device " + i);
    }
    if (fleet.state() == RolloutState.SUCCEEDED) {
      for (int wave = 0; wave < rollout.waves(); wave++) {
        List<Member> members = wave(fleet, wave);
        long good = members.stream().filter(m -> m.stage() == Stage.SUCCEEDED).count();
        assertTrue(good * 100 >= (long) members.size() * rollout.plan().successPercent());
      }
    }
  }

  private static Member member(Simulation fleet, DeviceId device) {
    return fleet.rollout().members().stream()
        .filter(member -> member.device().equals(device))
        .findFirst()
        .orElseThrow();
  }

  private static List<Member> wave(Simulation fleet, int wave) {
    return fleet.rollout().members().stream().filter(member -> member.wave() == wave).toList();
  }

  private static List<Integer> waves(Random random, int devices) {
    List<Integer> sizes = new ArrayList<>();
    for (int left = devices; left > 0; left -= sizes.getLast()) {
      sizes.add(1 + random.nextInt(left));
    }
    return sizes;
  }

  private enum Fate {
    SUCCEEDS,
    FAILS,
    IS_SILENT,
    STAYS_ON_THE_WAY,
    FAILS_AFTER_SUCCESS;

    static Fate of(Random random) {
      return random.nextInt(3) == 0 ? values()[random.nextInt(values().length)] : SUCCEEDS;
    }

    Optional<Phase> phase(Random random) {
      List<Phase> phases =
          switch (this) {
            case SUCCEEDS -> List.of(Phase.FETCHING, Phase.PROVING, Phase.HEALTHY, Phase.HEALTHY);
            case FAILS -> List.of(Phase.FETCHING, Phase.FAILED);
            case IS_SILENT -> List.of();
            case STAYS_ON_THE_WAY -> List.of(Phase.FETCHING, Phase.STAGED, Phase.PROBATION);
            case FAILS_AFTER_SUCCESS -> List.of(Phase.HEALTHY, Phase.HEALTHY, Phase.FAILED);
          };
      return phases.isEmpty()
          ? Optional.empty()
          : Optional.of(phases.get(random.nextInt(phases.size())));
    }
  }
}
