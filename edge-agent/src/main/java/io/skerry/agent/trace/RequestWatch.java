package io.skerry.agent.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.skerry.agent.infer.RunListener;
import io.skerry.agent.infer.Watch;

/** Traces the runs that a request makes past the protocols, below its span. Thread-safe. */
record RequestWatch(Tracer tracer, Span server) implements Watch {
  @Override
  public RunListener run(String model, String version) {
    return new InferenceSpans(
        new InferenceSpans.Model(model, version), tracer, server, outcome -> {});
  }

  /** The server ends the request's span. */
  @Override
  public void close() {}
}
