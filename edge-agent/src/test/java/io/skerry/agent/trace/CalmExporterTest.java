package io.skerry.agent.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A collector that can't be reached is told of now and then. */
final class CalmExporterTest {
  private final List<String> lines = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong(5);
  private final CalmExporter exporter = new CalmExporter(new Refusing(), clock::get, lines::add);

  @Test
  void saysOnceAMinuteHowManySpansWereLost() {
    lose(3);
    lose(2);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(59));
    lose(4);
    assertEquals(List.of("3 spans could not be sent: java.io.IOException: refused"), lines);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    lose(1);
    assertEquals("7 spans could not be sent: java.io.IOException: refused", lines.get(1));
    assertEquals(2, lines.size());
  }

  private void lose(int count) {
    exporter.export(Arrays.asList(new SpanData[count]));
  }

  /** Nobody listens. */
  private static final class Refusing implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofExceptionalFailure(new IOException("refused"));
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
