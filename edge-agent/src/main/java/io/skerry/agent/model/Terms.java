package io.skerry.agent.model;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * On what terms somebody asks: how urgent it is, by when it must have begun, and whether he still
 * wants it. Thread-safe.
 */
public final class Terms {
  private final int priority;
  private final Optional<Long> deadlineNanos;
  private final Cancellation cancellation;

  private Terms(int priority, Optional<Long> deadlineNanos, Cancellation cancellation) {
    this.priority = priority;
    this.deadlineNanos = deadlineNanos;
    this.cancellation = cancellation;
  }

  /**
   * Not taken back yet.
   *
   * @param priority as {@link InferRequest} has it
   * @param deadlineNanos as {@link InferRequest} has it
   */
  public Terms(int priority, Optional<Long> deadlineNanos) {
    this(priority, deadlineNanos, new Cancellation());
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
    return deadlineNanos.isEmpty() ? this : new Terms(priority, Optional.empty(), cancellation);
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** A request for all outputs. */
  InferRequest request(Map<String, Tensor> inputs) {
    return new InferRequest(inputs, List.of(), priority, deadlineNanos, Optional.empty());
  }
}
