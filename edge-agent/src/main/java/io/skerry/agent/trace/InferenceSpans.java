package io.skerry.agent.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.RunListener;
import io.skerry.agent.infer.RunTimes;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One inference of a traced request: told how it ended, writes its spans {@code queue} and {@code
 * compute}, once, and passes the outcome on. Used once; told on one thread after another.
 */
final class InferenceSpans implements Completion, RunListener {
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("skerry.model");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("skerry.version");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("skerry.outcome");
  private static final AttributeKey<Long> ITEMS = AttributeKey.longKey("skerry.batch_items");

  private final Model model;
  private final Tracer tracer;
  private final Span parent;
  private final Completion completion;
  private final long asked = System.nanoTime();
  private volatile Optional<RunTimes> ran = Optional.empty();
  private volatile boolean written;

  /** Which one. */
  record Model(String name, String version) {}

  /**
   * Nothing has happened yet.
   *
   * @param parent of the spans
   * @param completion told what this is told
   */
  InferenceSpans(Model model, Tracer tracer, Span parent, Completion completion) {
    this.model = model;
    this.tracer = tracer;
    this.parent = parent;
    this.completion = completion;
  }

  @Override
  public void ran(RunTimes times) {
    ran = Optional.of(times);
  }

  @Override
  public void over(InferOutcome outcome) {
    if (!written) {
      written = true;
      write(outcome);
    }
  }

  @Override
  public void ended(InferOutcome outcome) {
    try {
      over(outcome);
    } finally {
      completion.ended(outcome);
    }
  }

  private void write(InferOutcome outcome) {
    Epoch epoch = Epoch.now();
    if (ran.isEmpty()) { // refused, or taken back, while it waited
      write("queue", outcome, epoch.at(asked), epoch.at(System.nanoTime()));
      return;
    }
    RunTimes times = ran.get();
    write("queue", outcome, epoch.at(times.arrived()), epoch.at(times.taken()));
    write("compute", outcome, epoch.at(times.prepared()), epoch.at(times.computed()));
  }

  private void write(String name, InferOutcome outcome, long startNanos, long endNanos) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name)
            .setParent(Context.root().with(parent))
            .setStartTimestamp(startNanos, TimeUnit.NANOSECONDS)
            .setAttribute(MODEL, model.name());
    ran.ifPresent(times -> builder.setAttribute(ITEMS, (long) times.items()));
    Span span = builder.startSpan();
    switch (outcome) {
      case InferOutcome.Answered answered ->
          span.setAttribute(OUTCOME, "answered").setAttribute(VERSION, answered.version());
      case InferOutcome.Refused(InferOutcome.Reason reason, String message) -> {
        span.setAttribute(OUTCOME, reason.name().toLowerCase(Locale.ROOT));
        span.setAttribute(VERSION, model.version());
        if (reason != InferOutcome.Reason.CANCELLED) {
          span.setStatus(StatusCode.ERROR, message);
        }
      }
    }
    span.end(endNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Turns times of {@link System#nanoTime} into those of the clock.
   *
   * @param offset from one to the other
   */
  private record Epoch(long offset) {
    static Epoch now() {
      Instant now = Instant.now();
      long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      return new Epoch(nanos - System.nanoTime());
    }

    long at(long nanoTime) {
      return offset + nanoTime;
    }
  }
}
