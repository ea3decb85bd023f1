package io.skerry.agent.infer;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one version of a model did since it was activated, with Triton's meanings (statistics
 * extension): a request may hold several inferences (its batch), several requests may be one
 * execution. Thread-safe.
 */
public final class InferenceStats {
  private final Stage success = new Stage();
  private final Stage failure = new Stage();
  private final Stage queue = new Stage();
  private final Stage input = new Stage();
  private final Stage compute = new Stage();
  private final Stage output = new Stage();
  private final LongAdder inferences = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private final LongAdder pending = new LongAdder();
  private final Map<Integer, Stage> batches = new ConcurrentSkipListMap<>();
  private final Map<InferOutcome.Reason, LongAdder> failures = counters();
  private volatile long lastMs;

  /** How often, and how long together. */
  public static final class Stage {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Histogram times = new Histogram();

    void add(long took) {
      count.increment();
      nanos.add(took);
      times.add(took);
    }

    /** How often. */
    public long count() {
      return count.sum();
    }

    /** How long together, in nanoseconds. */
    public long nanos() {
      return nanos.sum();
    }

    /** How long each. */
    public Histogram times() {
      return times;
    }
  }

  /** A request waits. */
  public void began() {
    pending.increment();
  }

  /** A request was answered; all times in nanoseconds. */
  public void answered(int items, long queued, long prepared, long computed, long finished) {
    pending.decrement();
    inferences.add(items);
    queue.add(queued);
    input.add(prepared);
    compute.add(computed);
    output.add(finished);
    success.add(queued + prepared + computed + finished);
    lastMs = System.currentTimeMillis();
  }

  /** A request failed after {@code took} nanoseconds, by the engine's fault. */
  public void failed(long took) {
    failed(InferOutcome.Reason.FAILED, took);
  }

  /** A request failed or was refused after {@code took} nanoseconds. */
  public void failed(InferOutcome.Reason reason, long took) {
    pending.decrement();
    failure.add(took);
    failures.get(reason).increment();
  }

  /** One execution of that many items, in nanoseconds of computing. */
  public void executed(int items, long computed) {
    executions.increment();
    batches.computeIfAbsent(items, size -> new Stage()).add(computed);
  }

  /** Requests that were answered, from their arrival to their outputs. */
  public Stage success() {
    return success;
  }

  /** Requests that failed or were refused. */
  public Stage failure() {
    return failure;
  }

  /** How many failed or were refused for this reason. */
  public long failures(InferOutcome.Reason reason) {
    return failures.get(reason).sum();
  }

  /** The time that answered requests waited. */
  public Stage queue() {
    return queue;
  }

  /** The time in which inputs were put together. */
  public Stage input() {
    return input;
  }

  /** The time in the engine. */
  public Stage compute() {
    return compute;
  }

  /** The time in which outputs were taken apart. */
  public Stage output() {
    return output;
  }

  /** Items that were answered. */
  public long inferences() {
    return inferences.sum();
  }

  /** Runs of the engine. */
  public long executions() {
    return executions.sum();
  }

  /** Requests that wait or run. */
  public long pending() {
    return pending.sum();
  }

  /** When it last answered, in milliseconds since 1970; 0 if never. */
  public long lastMs() {
    return lastMs;
  }

  /** Executions by the number of their items. */
  public Map<Integer, Stage> batches() {
    return Map.copyOf(batches);
  }

  private static Map<InferOutcome.Reason, LongAdder> counters() {
    Map<InferOutcome.Reason, LongAdder> counters = new EnumMap<>(InferOutcome.Reason.class);
    for (InferOutcome.Reason reason : InferOutcome.Reason.values()) {
      counters.put(reason, new LongAdder());
    }
    return counters;
  }
}
