package io.skerry.agent.pipeline;

import java.util.concurrent.atomic.AtomicReference;

/** The score below which no pipeline of this device tells results. Thread-safe. */
final class Floor {
  private final AtomicReference<Float> value = new AtomicReference<>(0f);

  float get() {
    return value.get();
  }

  void set(float next) {
    value.set(next);
  }
}
