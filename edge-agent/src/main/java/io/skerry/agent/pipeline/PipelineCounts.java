package io.skerry.agent.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.agent.model.ModelException;
import io.skerry.agent.pipeline.PipelineStatus.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one pipeline did: its counts since the agent began, its faults since this release was
 * started. Thread-safe.
 */
final class PipelineCounts {
  /** A source that fails so often in a row makes the pipeline unhealthy. */
  private static final int PATIENCE = 3;

  private final Counter frames;
  private final Counter dropped;
  private final Counter events;
  private final AtomicLong errors = new AtomicLong();
  private final AtomicInteger sourceFailures = new AtomicInteger();
  private final AtomicReference<String> lastError = new AtomicReference<>("");
  private final AtomicReference<String> lastSourceError = new AtomicReference<>("");
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  PipelineCounts(String pipeline, MeterRegistry registry) {
    frames = counter("skerry.frames", "Pictures or blocks of sound worked off", pipeline, registry);
    dropped = counter("skerry.frames.dropped", "Pictures that came too fast", pipeline, registry);
    events = counter("skerry.events", "Results that went to the sink", pipeline, registry);
  }

  private static Counter counter(
      String name, String description, String pipeline, MeterRegistry registry) {
    return Counter.builder(name)
        .description(description)
        .tag("pipeline", pipeline)
        .register(registry);
  }

  void state(State now) {
    state.set(now);
  }

  long frames() {
    return (long) frames.count();
  }

  void frame() {
    frames.increment();
  }

  void dropped(long count) {
    dropped.increment((double) count);
  }

  void event() {
    events.increment();
  }

  /** Counts a picture or block that came to nothing: by a fault, or by other work for the model. */
  void inferenceFailed(ModelException fault) {
    if (fault.fault() == ModelException.Fault.BUSY || fault.fault() == ModelException.Fault.LATE) {
      dropped(1);
    } else {
      failed(fault.getMessage());
    }
  }

  /** Counts a fault of the pipeline's own. */
  void failed(String reason) {
    lastError.set(reason);
    errors.incrementAndGet();
  }

  /** Counts a failure of the source; how many in a row. */
  int sourceFailed(String reason) {
    lastSourceError.set(reason);
    state.set(State.RETRYING);
    return sourceFailures.incrementAndGet();
  }

  void sourceWorks() {
    sourceFailures.set(0);
    state.set(State.RUNNING);
  }

  /** The source failed for good. */
  void brokeOff(String reason) {
    lastSourceError.set(reason);
    sourceFailures.set(PATIENCE);
  }

  Optional<String> fault() {
    if (sourceFailures.get() >= PATIENCE) {
      return Optional.of("the source fails: " + lastSourceError.get());
    }
    return errors.get() == 0
        ? Optional.empty()
        : Optional.of(errors.get() + " inferences failed, the last: " + lastError.get());
  }

  PipelineStatus status(PipelineSpec spec) {
    return new PipelineStatus(
        spec, state.get(), frames(), (long) dropped.count(), (long) events.count(), fault());
  }

  void remove(MeterRegistry registry) {
    List.of(frames, dropped, events).forEach(registry::remove);
  }
}
