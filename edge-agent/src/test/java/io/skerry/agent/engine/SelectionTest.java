package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.Selection.Choice;
import io.skerry.agent.engine.Selection.Runner;
import io.skerry.agent.engine.gpu.Gpu;
import io.skerry.protocol.manifest.TensorRt.Plan;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What runs a variant, for every combination of what works on a machine. */
final class SelectionTest {
  private static final Optional<String> CUDA = Optional.of("cuda");
  private final List<Runner> asked = new ArrayList<>();

  /** Sixteen machines, against the same rules written the other way round: by preference. */
  @Test
  void everyMachineRunsTheBestThatItHas() {
    for (Set<Runner> machine : machines()) {
      Runner meanwhile = machine.contains(Runner.CUDA) ? Runner.CUDA : Runner.CPU;
      check(machine, EngineKind.ONNXRUNTIME, Optional.empty(), List.of(Runner.CPU), null);
      check(machine, EngineKind.ONNXRUNTIME, CUDA, List.of(Runner.CUDA), null);
      for (Optional<String> gpu : List.of(CUDA, Optional.<String>empty())) {
        check(
            machine,
            EngineKind.TENSORRT,
            gpu,
            List.of(Runner.TENSORRT, Runner.TENSORRT_PROVIDER),
            meanwhile);
      }
    }
  }

  private void check(
      Set<Runner> machine,
      EngineKind engine,
      Optional<String> gpu,
      List<Runner> preferred,
      Runner meanwhile) {
    Optional<Runner> best = preferred.stream().filter(machine::contains).findFirst();
    Choice choice = choose(machine, engine, gpu, false);
    if (best.isEmpty()) {
      String reason = assertInstanceOf(Choice.Lacks.class, choice).reason();
      preferred.forEach(runner -> assertTrue(reason.contains("no " + runner), reason));
    } else {
      assertEquals(new Choice.Runs(best.get(), Optional.ofNullable(meanwhile)), choice);
    }
  }

  @Test
  void finishedEnginesRunOnTensorRtAloneAndAtOnce() {
    assertEquals(
        new Choice.Runs(Runner.TENSORRT, Optional.empty()),
        choose(EnumSet.allOf(Runner.class), EngineKind.TENSORRT, CUDA, true));
    assertEquals(
        new Choice.Lacks("no TENSORRT"),
        choose(EnumSet.of(Runner.CPU, Runner.TENSORRT_PROVIDER), EngineKind.TENSORRT, CUDA, true));
  }

  @Test
  void nothingIsAskedOfAGpuForAVariantOnTheCpu() {
    choose(EnumSet.allOf(Runner.class), EngineKind.ONNXRUNTIME, Optional.empty(), false);
    assertEquals(List.of(Runner.CPU), asked);
  }

  @Test
  void otherKindsOfGpuAreNotTakenForThis() {
    String reason =
        assertInstanceOf(
                Choice.Lacks.class,
                choose(
                    EnumSet.allOf(Runner.class), EngineKind.TENSORRT, Optional.of("rocm"), false))
            .reason();
    assertEquals("no engine uses a GPU of kind rocm, only cuda", reason);
    assertTrue(asked.isEmpty());
  }

  @Test
  void theSameFaultIsTold() {
    Choice choice =
        Selection.of(
            EngineKind.TENSORRT, CUDA, false, runner -> new Probe.Unavailable("no NVIDIA device"));
    assertEquals(new Choice.Lacks("no NVIDIA device"), choice);
  }

  @Test
  void enginesMadeElsewhereRunOnlyWhereTheyFit() {
    Gpu orin = new Gpu(0, "u", "Orin", "8.7");
    Plan plan = new Plan("10.1", "8.7");
    assertEquals(Optional.empty(), Engines.mismatch(plan, "10.1.0.27", orin));
    assertEquals(
        Optional.of(
            "is an engine of TensorRT 10.1 for GPUs of capability 8.7, here are TensorRT"
                + " 10.15.1.29 and Orin of 8.7"),
        Engines.mismatch(plan, "10.15.1.29", orin));
    Gpu other = new Gpu(0, "u", "H100", "9.0");
    assertTrue(Engines.mismatch(plan, "10.1.0.27", other).orElseThrow().contains("H100 of 9.0"));
  }

  /** Every set of runners. */
  private static List<Set<Runner>> machines() {
    List<Set<Runner>> machines = new ArrayList<>(List.of(EnumSet.noneOf(Runner.class)));
    for (Runner runner : Runner.values()) {
      for (Set<Runner> machine : List.copyOf(machines)) {
        Set<Runner> larger = EnumSet.of(runner);
        larger.addAll(machine);
        machines.add(larger);
      }
    }
    assertEquals(16, machines.size());
    return machines;
  }

  private Choice choose(
      Set<Runner> machine, EngineKind engine, Optional<String> gpu, boolean plan) {
    return Selection.of(
        engine,
        gpu,
        plan,
        runner -> {
          asked.add(runner);
          return machine.contains(runner)
              ? new Probe.Available(runner.toString())
              : new Probe.Unavailable("no " + runner);
        });
  }
}
