package io.skerry.agent.trace;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Watch;
import io.skerry.agent.infer.Watches;
import io.vertx.core.VertxBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * Traces requests, or does not. Thread-safe; close it after the server, so that the last spans are
 * sent.
 */
public interface Tracing extends AutoCloseable {
  /** No traces: it changes nothing, and costs nothing. */
  Tracing OFF = new NoTracing();

  /**
   * As the standard environment of OpenTelemetry says: off without {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT}.
   *
   * @param version of this program
   * @throws IllegalArgumentException if a value is none that is known
   */
  static Tracing of(Map<String, String> environment, String version) {
    return TraceConfig.of(environment)
        .<Tracing>map(config -> OtelTracing.start(config, version))
        .orElse(OFF);
  }

  /** What is built by this makes a span of each request that its servers take. */
  VertxBuilder of(VertxBuilder builder);

  /** The same models; what they do for a traced request is traced. */
  Catalogue over(Catalogue models);

  /** What watches the request that this thread serves now, where it is traced. */
  Optional<Watch> watch();

  /** What makes a trace of each frame of a pipeline. */
  Watches frames();

  /** Sends what is left, for two seconds at most. */
  @Override
  void close();
}
