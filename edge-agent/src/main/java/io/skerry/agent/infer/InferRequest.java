package io.skerry.agent.infer;

import io.skerry.agent.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One inference that somebody asks for.
 *
 * @param inputs by tensor name. Who submits it owns them: nobody writes to them, and none is freed,
 *     before the outcome is told
 * @param outputs the ones wanted, in the order of the answer; empty for all
 * @param priority 0 is the most urgent, {@link #LEAST_URGENT} the least; within one, first come
 *     first served
 * @param deadlineNanos by {@link System#nanoTime}: work that has not begun by then is refused;
 *     empty to wait as long as the queue allows
 * @param sequence of a stateful model: whose state it goes on from
 * @param listener who wants to know when it ran
 */
public record InferRequest(
    Map<String, Tensor> inputs,
    List<String> outputs,
    int priority,
    Optional<Long> deadlineNanos,
    Optional<Sequence> sequence,
    Optional<RunListener> listener) {
  /** The priority of what can wait. */
  public static final int LEAST_URGENT = 7;

  /** The priority of what says nothing else. */
  public static final int USUAL = 4;

  public InferRequest {
    if (priority < 0 || priority > LEAST_URGENT) {
      throw new IllegalArgumentException(
          "priority: expected 0 to " + LEAST_URGENT + ", got " + priority);
    }
  }

  /** That nobody watches. */
  public InferRequest(
      Map<String, Tensor> inputs,
      List<String> outputs,
      int priority,
      Optional<Long> deadlineNanos,
      Optional<Sequence> sequence) {
    this(inputs, outputs, priority, deadlineNanos, sequence, Optional.empty());
  }

  /** The same, watched. */
  public InferRequest watchedBy(RunListener watcher) {
    return new InferRequest(
        inputs, outputs, priority, deadlineNanos, sequence, Optional.of(watcher));
  }

  /** All outputs, with the usual priority, no deadline and no sequence. */
  public static InferRequest of(Map<String, Tensor> inputs) {
    return new InferRequest(inputs, List.of(), USUAL, Optional.empty(), Optional.empty());
  }

  /**
   * A step of a sequence of a stateful model.
   *
   * @param id the caller's own, 1 to 128 characters
   * @param start begins anew, with zero state, even if the id is known
   * @param end forgets the state after this step
   */
  public record Sequence(String id, boolean start, boolean end) {
    public Sequence {
      if (id.isEmpty() || id.length() > 128) {
        throw new IllegalArgumentException(
            "sequence id: expected 1 to 128 characters, got " + id.length());
      }
    }
  }
}
