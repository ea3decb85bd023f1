package io.skerry.agent.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Repository;
import io.skerry.agent.infer.Watch;
import io.skerry.agent.infer.Watches;
import io.vertx.core.VertxBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans of requests and of what models did for them, sent in the background: at most 2,048 wait to
 * be sent, what is more is thrown away. Thread-safe.
 */
final class OtelTracing implements Tracing {
  private static final Logger LOG = LoggerFactory.getLogger(OtelTracing.class);
  private static final int MOST_WAITING = 2048;
  private static final int MOST_AT_ONCE = 512;
  private static final int MAX_TEXT_CHARS = 1024;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long CLOSE_S = 2;

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final ServerTracer server;

  private OtelTracing(SdkTracerProvider provider, String version) {
    this.provider = provider;
    this.tracer =
        provider.tracerBuilder("io.skerry.agent").setInstrumentationVersion(version).build();
    this.server = new ServerTracer(tracer);
  }

  static OtelTracing start(TraceConfig config, String version) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(config.endpoint().toString())
            .setHeaders(config::headers)
            .setConnectTimeout(PATIENCE)
            .setTimeout(PATIENCE)
            .setRetryPolicy(null) // the next spans are the next try
            .setMeterProvider(MeterProvider.noop())
            .build();
    BatchSpanProcessor sender =
        BatchSpanProcessor.builder(new CalmExporter(exporter, System::nanoTime, LOG::warn))
            .setMaxQueueSize(MOST_WAITING)
            .setMaxExportBatchSize(MOST_AT_ONCE)
            .setScheduleDelay(DELAY)
            .setExporterTimeout(PATIENCE)
            .setMeterProvider(MeterProvider.noop())
            .build();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(resource(config, version)))
            .setSampler(sampler(config.sampling()))
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(MAX_TEXT_CHARS).build())
            .addSpanProcessor(sender)
            .build();
    return new OtelTracing(provider, version);
  }

  private static Resource resource(TraceConfig config, String version) {
    AttributesBuilder attributes =
        Attributes.builder().put("service.name", "skerry-agent").put("service.version", version);
    config.resource().forEach(attributes::put);
    config.service().ifPresent(name -> attributes.put("service.name", name));
    return Resource.create(attributes.build());
  }

  private static Sampler sampler(Sampling sampling) {
    Sampler own = Sampler.traceIdRatioBased(sampling.ratio());
    return sampling.parentBased() ? Sampler.parentBased(own) : own;
  }

  @Override
  public VertxBuilder of(VertxBuilder builder) {
    return builder.withTracer(options -> server);
  }

  @Override
  public Catalogue over(Catalogue models) {
    TracedCatalogue traced = new TracedCatalogue(models, tracer);
    return models instanceof Repository repository
        ? new TracedRepository(traced, repository)
        : traced;
  }

  @Override
  public Optional<Watch> watch() {
    return ServerTracer.current()
        .filter(Span::isRecording)
        .map(server -> new RequestWatch(tracer, server));
  }

  @Override
  public Watches frames() {
    return work -> Optional.of(new FrameWatch(tracer, work));
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_S, TimeUnit.SECONDS);
  }
}
