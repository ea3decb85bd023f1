package io.skerry.agent.trace;

import io.opentelemetry.api.trace.Tracer;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Served;
import java.util.List;
import java.util.Optional;

/** The same models, whose inferences are traced. Thread-safe. */
record TracedCatalogue(Catalogue models, Tracer tracer) implements Catalogue {
  @Override
  public Optional<Served> find(String name, Optional<String> version) {
    return models.find(name, version).map(this::traced);
  }

  @Override
  public List<Served> list() {
    return models.list().stream().map(this::traced).toList();
  }

  private Served traced(Served model) {
    return new TracedServed(model, tracer);
  }
}
