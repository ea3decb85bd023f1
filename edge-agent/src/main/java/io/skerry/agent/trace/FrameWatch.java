package io.skerry.agent.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.skerry.agent.infer.RunListener;
import io.skerry.agent.infer.RunTimes;
import io.skerry.agent.infer.Watch;
import java.time.Instant;
import java.util.Optional;

/**
 * Traces one frame of a pipeline: a span of its own, from here to its end, with the runs below it;
 * none if no model runs. The sampler decides for each frame. Confined to one thread.
 */
final class FrameWatch implements Watch {
  private static final RunListener NOBODY = (RunTimes times) -> {};

  private final Tracer tracer;
  private final String pipeline;
  private final Instant begun = Instant.now();
  private Optional<Span> frame = Optional.empty();

  FrameWatch(Tracer tracer, String pipeline) {
    this.tracer = tracer;
    this.pipeline = pipeline;
  }

  @Override
  public RunListener run(String model, String version) {
    Span span = frame.orElseGet(this::begin);
    frame = Optional.of(span);
    return span.isRecording()
        ? new InferenceSpans(new InferenceSpans.Model(model, version), tracer, span, outcome -> {})
        : NOBODY;
  }

  private Span begin() {
    return tracer
        .spanBuilder("frame")
        .setParent(Context.root())
        .setStartTimestamp(begun)
        .setAttribute("skerry.pipeline", pipeline)
        .startSpan();
  }

  @Override
  public void close() {
    frame.ifPresent(Span::end);
  }
}
