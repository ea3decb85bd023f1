package io.skerry.agent.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends spans through another exporter and says at most once a minute that this fails. Thread-safe.
 */
final class CalmExporter implements SpanExporter {
  private static final int DEEPEST = 8;
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Held, or else it would forget its level: the library's own words come too often. */
  private final Logger library = Logger.getLogger("io.opentelemetry");

  private final SpanExporter exporter;
  private final LongSupplier clock;
  private final Consumer<String> log;
  private Optional<Long> told = Optional.empty();
  private long lost;

  /**
   * Nothing has failed yet.
   *
   * @param clock monotonic, in nanoseconds
   * @param log takes a line at most once a minute
   */
  CalmExporter(SpanExporter exporter, LongSupplier clock, Consumer<String> log) {
    this.exporter = exporter;
    this.clock = clock;
    this.log = log;
    library.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            failed(count, Optional.ofNullable(result.getFailureThrowable()));
          }
        });
  }

  private synchronized void failed(int count, Optional<Throwable> fault) {
    lost += count;
    long now = clock.getAsLong();
    if (told.isEmpty() || now - told.get() >= PAUSE_NANOS) {
      String cause = fault.map(CalmExporter::cause).orElse("no answer");
      log.accept("%d spans could not be sent: %s".formatted(lost, cause));
      told = Optional.of(now);
      lost = 0;
    }
  }

  private static String cause(Throwable fault) {
    Throwable deepest = fault;
    for (int i = 0; i < DEEPEST && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    return deepest.toString();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
