package io.skerry.agent.trace;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;

/** Reads the headers of a request. */
enum Headers implements TextMapGetter<MultiMap> {
  GETTER;

  /** As OpenTelemetry wants it, null for none. */
  @Override
  public String get(MultiMap headers, String name) {
    return headers == null ? null : headers.get(name);
  }
}
