package io.skerry.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.engine.gpu.Gpu;
import io.skerry.agent.engine.gpu.GpuFigures;
import io.skerry.agent.engine.gpu.GpuMeters;
import io.skerry.agent.engine.gpu.Gpus;
import org.junit.jupiter.api.Test;

/** What NVML, or a Jetson's kernel, says of a real GPU. */
@OnGpu
final class GpuFiguresGpuIT {
  @Test
  void theFiguresArePlausible() {
    assertFalse(Gpus.here().list().isEmpty());
    for (Gpu gpu : Gpus.here().list()) {
      assertTrue(gpu.capability().matches("[0-9]{1,2}\\.[0-9]"), gpu.toString());
      assertFalse(gpu.name().isBlank() || gpu.uuid().isBlank(), gpu.toString());
      GpuFigures figures = Gpus.here().read(gpu);
      String told = figures.toString();
      assertTrue(figures.totalBytes() > 512 << 20, told);
      assertTrue(figures.usedBytes() >= 0 && figures.usedBytes() <= figures.totalBytes(), told);
      assertTrue(within(figures.utilization(), 0, 1), told);
      assertTrue(within(figures.watts(), 0, 2000), told);
      assertTrue(within(figures.celsius(), 1, 120), told);
    }
  }

  @Test
  void eachIsAGauge() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new GpuMeters(Gpus.here()).bindTo(registry);
    assertEquals(5 * Gpus.here().list().size(), registry.getMeters().size());
    Gpu first = Gpus.here().list().getFirst();
    assertTrue(
        registry.get("nv_gpu_memory_total_bytes").tag("gpu_uuid", first.uuid()).gauge().value()
            > 512 << 20);
  }

  /** What it doesn't say is not wrong. */
  private static boolean within(double value, double least, double most) {
    return Double.isNaN(value) || (value >= least && value <= most);
  }
}
