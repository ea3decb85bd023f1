package io.skerry.agent.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a span of each request that a server of Vert.x takes, below the caller's where he tells one
 * ({@code traceparent}), and keeps it with the request. Not io.vertx:vertx-opentelemetry, of which
 * Vert.x loads classes even where nothing is traced. Thread-safe.
 */
final class ServerTracer implements VertxTracer<Span, Span> {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTracer.class);

  /** Must be there before any Vert.x that uses it. */
  private static final ContextLocal<Span> SPAN = ContextLocal.registerLocal(Span.class);

  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> GRPC_STATUS =
      AttributeKey.stringKey("rpc.response.status_code");
  private static final int SERVER_ERROR = 500;
  private static final String GRPC_INTERNAL = "13";

  private final TextMapPropagator propagator = W3CTraceContextPropagator.getInstance();
  private final Tracer tracer;

  ServerTracer(Tracer tracer) {
    this.tracer = tracer;
  }

  /** The span of the request that this thread serves now. */
  static Optional<Span> current() {
    return Optional.ofNullable(Vertx.currentContext()).map(SPAN::get);
  }

  /** As Vert.x wants it, null where nothing is traced. */
  @Override
  public <R> Span receiveRequest(
      Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      Iterable<Map.Entry<String, String>> headers,
      TagExtractor<R> tags) {
    if (policy == TracingPolicy.IGNORE || !(request instanceof HttpRequest http)) {
      return null;
    }
    io.opentelemetry.context.Context parent =
        propagator.extract(io.opentelemetry.context.Context.root(), http.headers(), Headers.GETTER);
    Operation wanted = Operation.of(http);
    boolean mayBegin = policy == TracingPolicy.ALWAYS && !wanted.probes();
    if (!mayBegin && !Span.fromContext(parent).getSpanContext().isValid()) {
      return null;
    }
    SpanBuilder builder =
        tracer
            .spanBuilder(wanted.name())
            .setSpanKind(io.opentelemetry.api.trace.SpanKind.SERVER)
            .setParent(parent);
    wanted.attributes().forEach(builder::setAttribute);
    Span span = builder.startSpan();
    SPAN.put(context, span);
    return span;
  }

  @Override
  public <R> void sendResponse(
      Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
    if (span == null) {
      return;
    }
    if (failure != null) {
      span.setStatus(StatusCode.ERROR, failure.toString());
    }
    if (response instanceof HttpResponse http) {
      answered(http, span);
    }
    span.end();
  }

  private static void answered(HttpResponse http, Span span) {
    Optional<String> grpc = Optional.ofNullable(http.headers().get("grpc-status"));
    span.setAttribute(STATUS, (long) http.statusCode());
    grpc.ifPresent(status -> span.setAttribute(GRPC_STATUS, status));
    boolean internal = grpc.isPresent() && grpc.get().equals(GRPC_INTERNAL);
    if (http.statusCode() >= SERVER_ERROR || internal) {
      span.setStatus(StatusCode.ERROR);
    }
    if (http.statusCode() == SERVER_ERROR || internal) {
      LOG.error("a request failed: trace {}", span.getSpanContext().getTraceId());
    }
  }
}
