package io.skerry.agent.model;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.RunListener;
import io.skerry.agent.infer.Watch;
import io.skerry.protocol.id.ReleaseId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * On what terms somebody asks: how urgent it is, by when it must have begun, and whether he still
 * wants it. Thread-safe.
 */
public final class Terms {
  private final int priority;
  private final Optional<Long> deadlineNanos;
  private final Cancellation cancellation;
  private final Optional<Watch> watch;
  private final Optional<Supplier<RunListener>> listeners;

  private Terms(
      int priority,
      Optional<Long> deadlineNanos,
      Cancellation cancellation,
      Optional<Watch> watch,
      Optional<Supplier<RunListener>> listeners) {
    this.priority = priority;
    this.deadlineNanos = deadlineNanos;
    this.cancellation = cancellation;
    this.watch = watch;
    this.listeners = listeners;
  }

  /**
   * Not taken back yet.
   *
   * @param priority as {@link InferRequest} has it
   * @param deadlineNanos as {@link InferRequest} has it
   */
  public Terms(int priority, Optional<Long> deadlineNanos) {
    this(priority, deadlineNanos, new Cancellation(), Optional.empty(), Optional.empty());
  }

  /** Those of who says nothing: the usual priority, and no deadline. */
  public static Terms usual() {
    return new Terms(InferRequest.USUAL, Optional.empty());
  }

  /** He has gone: what waits leaves the queue, what runs is broken off. */
  public void cancel() {
    cancellation.cancel();
  }

  /** How urgent it is. */
  public int priority() {
    return priority;
  }

  Optional<Long> deadlineNanos() {
    return deadlineNanos;
  }

  /** The same once the first step has begun: what follows has no deadline. */
  Terms begun() {
    return deadlineNanos.isEmpty()
        ? this
        : new Terms(priority, Optional.empty(), cancellation, watch, listeners);
  }

  /** The same, watched; taking one of them back takes back both. */
  public Terms watchedBy(Watch watcher) {
    return new Terms(priority, deadlineNanos, cancellation, Optional.of(watcher), Optional.empty());
  }

  /** The same for what is asked of this release. */
  Terms of(ReleaseId release) {
    return watch.isEmpty()
        ? this
        : new Terms(
            priority,
            deadlineNanos,
            cancellation,
            watch,
            Optional.of(
                () -> watch.get().run(release.model().toString(), release.version().toString())));
  }

  /** Nothing more is asked on these terms. */
  void close() {
    watch.ifPresent(Watch::close);
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** A request for all outputs. */
  InferRequest request(Map<String, Tensor> inputs) {
    return new InferRequest(
        inputs, List.of(), priority, deadlineNanos, Optional.empty(), listeners.map(Supplier::get));
  }
}
