package io.skerry.agent.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** What models take of memory, and how often they come and go. Thread-safe. */
record ResidencyMeters(Counter loads, Counter unloads) {
  static ResidencyMeters of(long budget, LongSupplier used, MeterRegistry registry) {
    gauge("skerry.memory.budget", "Memory that models may take", () -> budget, registry);
    gauge("skerry.memory.used", "Memory that models take", used, registry);
    return new ResidencyMeters(
        counter("skerry.model.loads", "Models that came into memory", registry),
        counter("skerry.model.unloads", "Models that left memory", registry));
  }

  private static void gauge(
      String name, String description, LongSupplier value, MeterRegistry registry) {
    Gauge.builder(name, value::getAsLong)
        .description(description)
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  private static Counter counter(String name, String description, MeterRegistry registry) {
    return Counter.builder(name).description(description).register(registry);
  }
}
