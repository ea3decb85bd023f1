package io.skerry.agent.serve;

import io.skerry.agent.model.Models;
import io.skerry.agent.oip.Protocol;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.trace.Tracing;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/**
 * What a server answers with.
 *
 * @param models the active releases, for pictures and sounds
 * @param protocol the models for callers of tensors
 * @param warning told with every answer: {@code unsigned models, for development only}
 * @param tracing of requests
 */
public record Serving(
    Models models,
    Pipelines pipelines,
    Protocol protocol,
    Optional<String> warning,
    Tracing tracing) {
  private static final String HEADER = "Skerry-Warning";

  /** Without traces. */
  public Serving(Models models, Pipelines pipelines, Protocol protocol, Optional<String> warning) {
    this(models, pipelines, protocol, warning, Tracing.OFF);
  }

  /** The same with traces of its requests and of what the models do for them. */
  public Serving traced(Tracing tracing) {
    Protocol traced = protocol.of(tracing.over(protocol.catalogue()));
    return new Serving(models, pipelines, traced, warning, tracing);
  }

  /** What is active on a device. */
  public static Serving releases(Models models, Pipelines pipelines, Protocol protocol) {
    return new Serving(models, pipelines, protocol, Optional.empty());
  }

  /** Warns who reads this answer. */
  void warn(HttpServerResponse response) {
    warning.ifPresent(text -> response.putHeader(HEADER, text));
  }
}
