package io.skerry.agent.serve;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Everything that the agent measures about itself, in Prometheus' text format. Thread-safe. */
record Metrics(PrometheusMeterRegistry registry, ModelMetrics models) {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  Answer answer() {
    return Answer.text(PROMETHEUS, registry.scrape() + models.text());
  }
}
