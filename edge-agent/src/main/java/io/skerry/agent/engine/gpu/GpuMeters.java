package io.skerry.agent.engine.gpu;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * A GPU's figures under Triton's names, with the label {@code gpu_uuid}; nothing where there is no
 * GPU. Thread-safe.
 */
public final class GpuMeters implements MeterBinder {
  private final Gpus gpus;

  /** Of these. */
  public GpuMeters(Gpus gpus) {
    this.gpus = gpus;
  }

  /**
   * Looks for GPUs and registers their gauges, on a thread of its own, since a driver may take a
   * second to answer.
   */
  public void bindAside(MeterRegistry registry) {
    Thread.ofPlatform().name("gpu-meters").daemon().start(() -> bindTo(registry));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Gpu gpu : gpus.list()) {
      gauge(registry, gpu, "nv_gpu_utilization", "GPU utilization", GpuFigures::utilization);
      gauge(registry, gpu, "nv_gpu_memory_total_bytes", "GPU memory", GpuFigures::totalBytes);
      gauge(registry, gpu, "nv_gpu_memory_used_bytes", "GPU memory used", GpuFigures::usedBytes);
      gauge(registry, gpu, "nv_gpu_power_usage", "GPU power in watts", GpuFigures::watts);
      gauge(registry, gpu, "nv_gpu_temperature_celsius", "GPU temperature", GpuFigures::celsius);
    }
  }

  private void gauge(
      MeterRegistry registry,
      Gpu gpu,
      String name,
      String description,
      ToDoubleFunction<GpuFigures> figure) {
    Gauge.builder(name, () -> figure.applyAsDouble(gpus.read(gpu)))
        .description(description)
        .tag("gpu_uuid", gpu.uuid())
        .register(registry);
  }
}
