package io.skerry.controller.rollouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.rollouts.Decision.Advance;
import io.skerry.controller.rollouts.Decision.End;
import io.skerry.controller.rollouts.Decision.GoBack;
import io.skerry.controller.rollouts.Decision.Judge;
import io.skerry.controller.rollouts.Decision.Touch;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PolicyTest {
  private final Simulation simulation = new Simulation(3, List.of(1, 2), 100, true);
  private final DeviceId first = Simulation.device(0);

  @Test
  void startsWithTheFirstWaveOnly() {
    assertEquals(List.of(new Advance(0), new Touch(first)), simulation.decide());
  }

  @Test
  void startsTheNextWaveWhenTheFirstSucceeded() {
    simulation.apply(simulation.decide());
    assertEquals(List.of(), simulation.decide());
    simulation.report(first, Phase.HEALTHY);
    assertEquals(
        List.of(
            new Judge(first, Stage.SUCCEEDED, ""),
            new Advance(1),
            new Touch(Simulation.device(1)),
            new Touch(Simulation.device(2))),
        simulation.decide());
  }

  @Test
  void takesNoSuccessUnderAnOlderAssignment() {
    simulation.reportOldAssignment(first, Phase.HEALTHY);
    simulation.apply(simulation.decide());
    assertEquals(List.of(), simulation.decide());
  }

  @Test
  void stopsAndGoesBackWhenTheThresholdIsOutOfReach() {
    simulation.apply(simulation.decide());
    simulation.report(first, Phase.FAILED);
    List<Decision> decisions = simulation.decide();
    assertEquals(new Judge(first, Stage.FAILED, "reported failed: why"), decisions.get(0));
    assertTrue(
        decisions.get(1) instanceof End(RolloutState state, String reason)
            && state == RolloutState.STOPPED
            && reason.equals("wave 1: 1 of 1 devices had to succeed, 0 did and 0 still could"));
    assertEquals(List.of(new GoBack(first)), decisions.subList(2, decisions.size()));
  }

  @Test
  void countsSilenceAsFailureAtTheDeadlineAndNotBefore() {
    simulation.apply(simulation.decide());
    simulation.wait(599);
    assertEquals(List.of(), simulation.decide());
    simulation.wait(1);
    assertEquals(
        new Judge(first, Stage.FAILED, "not healthy within 600 s: it did not report the release"),
        simulation.decide().getFirst());
  }

  @Test
  void stopsWhenADeviceFailsAfterItsSuccess() {
    simulation.apply(simulation.decide());
    simulation.report(first, Phase.HEALTHY);
    simulation.apply(simulation.decide());
    simulation.report(first, Phase.FAILED);
    simulation.apply(simulation.decide());
    assertEquals(RolloutState.STOPPED, simulation.state());
  }

  @Test
  void startsNoWaveWhilePausedButStopsOnFailure() {
    simulation.apply(simulation.decide());
    simulation.set(RolloutState.PAUSED);
    simulation.report(first, Phase.HEALTHY);
    assertEquals(List.of(new Judge(first, Stage.SUCCEEDED, "")), simulation.decide());
    simulation.report(first, Phase.FAILED);
    simulation.apply(simulation.decide());
    assertEquals(RolloutState.STOPPED, simulation.state());
  }

  @Test
  void stopsBeforeAWaveWhoseReleaseMayNotBeGivenAnyMore() {
    simulation.apply(simulation.decide());
    simulation.refuse("under its floor");
    simulation.apply(simulation.decide());
    assertEquals(RolloutState.STOPPED, simulation.state());
    assertEquals("under its floor", simulation.rollout().status().reason());
  }

  @Test
  void decidesNothingOnceItIsOver() {
    simulation.set(RolloutState.CANCELLED);
    assertEquals(List.of(), simulation.decide());
  }

  @Test
  void roundsTheThresholdUp() {
    assertEquals(2, new Plan(List.of(WaveSize.ALL), 50, 1, true).needed(3));
    assertEquals(1, new Plan(List.of(WaveSize.ALL), 1, 1, true).needed(1));
  }

  @Test
  void refusesAPlanWithoutASensibleThreshold() {
    assertThrows(IllegalArgumentException.class, () -> new Plan(List.of(WaveSize.ALL), 0, 1, true));
    assertThrows(
        IllegalArgumentException.class, () -> new Plan(List.of(WaveSize.ALL), 101, 1, true));
  }

  @Test
  void dealsSharesOfAllDevicesAndLetsEmptyWavesFallAway() {
    List<DeviceId> devices = IntStream.range(0, 5).mapToObj(Simulation::device).toList();
    List<Member> members =
        Waves.deal(
            devices,
            List.of(Simulation.count(1), Simulation.percent(50), WaveSize.ALL, WaveSize.ALL));
    assertEquals(List.of(0, 1, 1, 1, 2), members.stream().map(Member::wave).toList());
  }

  @Test
  void refusesWavesThatLeaveDevicesOut() {
    List<DeviceId> devices = IntStream.range(0, 5).mapToObj(Simulation::device).toList();
    assertThrows(
        IllegalArgumentException.class,
        () -> Waves.deal(devices, List.of(Simulation.count(1), Simulation.percent(50))));
  }
}
