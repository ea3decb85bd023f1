package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Engine.Probe;
import io.skerry.agent.engine.Selection.Runner;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests for GPUs stand on, looked at without one. */
final class GpuMachineTest {
  @TempDir private Path folder;

  @Test
  void askingForTestsOfAGpuWithoutOneIsAnErrorThatSaysWhatWasLookedFor() {
    AssertionError fault =
        assertThrows(
            AssertionError.class,
            () -> GpuMachine.check(Runner.CUDA, new Probe.Unavailable("no NVIDIA device")));
    assertTrue(
        fault.getMessage().contains("CUDA does not work here: no NVIDIA device. Looked for"));
    assertTrue(fault.getMessage().contains("/dev/nvidia0"));
    GpuMachine.check(Runner.CUDA, new Probe.Available("ONNX Runtime 1.29.0, CUDA"));
  }

  @Test
  void theModelsOfThoseTestsRunOnTheCpu() throws Exception {
    for (Path model : GpuExamples.CNNS) {
      try (Session session = GpuExamples.cpu(model)) {
        GpuExamples.agrees(session, session, 1, 0);
      }
    }
    try (Session session = GpuExamples.cpu(GpuExamples.quantised(folder))) {
      Map<String, Tensor> inputs = GpuExamples.inputs(session, 1);
      float[] x = new float[8];
      inputs.get("x").floats().get(x);
      float sum = 0;
      for (float value : x) {
        sum += value;
      }
      Tensor y = session.run(inputs).get("y");
      // All weights are a half, in steps of 1/128 as the inputs are.
      assertEquals(sum / 2, y.floats().get(0), 8 * 0.5 / 128);
      y.free();
    }
  }
}
