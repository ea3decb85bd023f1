package io.skerry.agent.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model that says when it ran, for requests that are traced: those asked for on the event loop
 * while it serves them. Thread-safe.
 */
record TracedServed(Served model, Tracer tracer) implements Served {
  @Override
  public Ticket infer(InferRequest request, Completion completion) {
    Optional<Span> server = ServerTracer.current().filter(Span::isRecording);
    if (server.isEmpty()) {
      return model.infer(request, completion);
    }
    InferenceSpans spans =
        new InferenceSpans(
            new InferenceSpans.Model(model.name(), model.version()),
            tracer,
            server.get(),
            completion);
    return model.infer(request.watchedBy(spans), spans);
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public String version() {
    return model.version();
  }

  @Override
  public String platform() {
    return model.platform();
  }

  @Override
  public Availability availability() {
    return model.availability();
  }

  @Override
  public InferenceStats stats() {
    return model.stats();
  }

  @Override
  public OptionalDouble built() {
    return model.built();
  }

  @Override
  public void describe(DescriptionListener listener) {
    model.describe(listener);
  }
}
