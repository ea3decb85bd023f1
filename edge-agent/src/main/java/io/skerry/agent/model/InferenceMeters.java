package io.skerry.agent.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.skerry.protocol.id.ReleaseId;
import java.util.List;

/** Inferences and their faults, by release; a release's meters go with it. Thread-safe. */
record InferenceMeters(MeterRegistry registry) {
  /** A fresh activation's health, told to the release's meters. */
  Health health(ReleaseId release) {
    return new Health(inferences(release), errors(release));
  }

  private Timer inferences(ReleaseId release) {
    return Timer.builder("skerry.inferences")
        .description("Inferences, with preprocessing and decoding")
        .tags(tags(release))
        .register(registry);
  }

  private Counter errors(ReleaseId release) {
    return Counter.builder("skerry.inference.errors")
        .description("Inferences that failed")
        .tags(tags(release))
        .register(registry);
  }

  void remove(ReleaseId release) {
    registry.remove(inferences(release));
    registry.remove(errors(release));
  }

  private static List<Tag> tags(ReleaseId release) {
    return List.of(
        Tag.of("model", release.model().toString()),
        Tag.of("version", release.version().toString()));
  }
}
