package io.skerry.agent.engine;

import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/**
 * A model in TensorRT. As many runs overlap as there are execution contexts, which are made when
 * they are first needed; more wait. Thread-safe.
 */
final class TensorRtSession implements PartialSession {
  private static final int MOST_RUNS = 4;
  private static final long IDLE_OUTPUT_BYTES = 64L << 20;

  private final TensorRtPlan plan;
  private final Semaphore free;
  private final Deque<TensorRtContext> idle = new ArrayDeque<>();
  private final TensorPool pool = new TensorPool(IDLE_OUTPUT_BYTES);
  private boolean closed;

  private TensorRtSession(TensorRtPlan plan, int runs) {
    this.plan = plan;
    this.free = new Semaphore(runs);
  }

  /**
   * Takes an engine over, and closes it if it doesn't fit.
   *
   * @param memoryBytes the most that it and its runs may hold on the device
   */
  static TensorRtSession of(TensorRtPlan plan, OptionalLong memoryBytes) throws EngineException {
    boolean whole = false;
    try {
      long[] bytes = plan.deviceBytes();
      int runs = runs(bytes[0], bytes[1], memoryBytes);
      TensorRtSession session = new TensorRtSession(plan, runs);
      session.idle.add(TensorRtContext.of(plan)); // so that one is sure to run
      whole = true;
      return session;
    } finally {
      if (!whole) {
        plan.close();
      }
    }
  }

  /** How many runs fit beside each other. */
  static int runs(long engine, long each, OptionalLong limit) throws EngineException {
    if (limit.isEmpty()) {
      return MOST_RUNS;
    }
    long runs = (limit.getAsLong() - engine) / Math.max(1, each);
    if (engine > limit.getAsLong() || runs < 1) {
      throw new EngineException(
          "the engine needs %d MiB on the GPU, gpu.memoryMb allows %d"
              .formatted((engine + each) >> 20, limit.getAsLong() >> 20));
    }
    return (int) Math.min(runs, MOST_RUNS);
  }

  @Override
  public List<Tensors.Spec> inputs() {
    return plan.inputs();
  }

  @Override
  public List<Tensors.Spec> outputs() {
    return plan.outputs();
  }

  @Override
  public boolean whole() {
    return plan.ranges().isEmpty();
  }

  @Override
  public boolean takes(Map<String, Tensor> inputs) {
    return ShapeRanges.hold(plan.ranges(), inputs);
  }

  @Override
  public Map<String, Tensor> run(
      Map<String, Tensor> given, List<String> wanted, Cancellation cancellation)
      throws EngineException {
    free.acquireUninterruptibly();
    try {
      if (cancellation.cancelled()) { // once it is on the device nothing stops it
        throw EngineException.ofCancelled();
      }
      TensorRtContext context = take();
      try {
        return context.run(given, wanted, pool);
      } finally {
        give(context);
      }
    } finally {
      free.release();
    }
  }

  private TensorRtContext take() throws EngineException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("session is closed");
      }
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return TensorRtContext.of(plan);
  }

  private synchronized void give(TensorRtContext context) {
    idle.push(context);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      idle.forEach(TensorRtContext::close);
      plan.close();
    }
  }
}
