package io.skerry.agent.schedule;

import io.skerry.agent.engine.Session;
import io.skerry.protocol.manifest.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers how models are batched, so that a model that comes back is not measured again: at most
 * so many, those not asked for longest go. Thread-safe.
 */
public final class BatchPlans {
  private final Map<Key, BatchPlan> plans;

  /** None yet. */
  public BatchPlans(int most) {
    plans =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, BatchPlan> eldest) {
            return size() > most;
          }
        };
  }

  private record Key(String model, int threads, int maxBatch) {}

  /**
   * How this model is batched, measured if that is not known: in less than half a second of CPU, by
   * runs on this thread, a platform thread.
   *
   * @param model what it is for certain: the hash of its file
   * @param threads of one run
   * @param maxBatch the most items of a batch
   */
  public BatchPlan plan(
      String model, int threads, int maxBatch, Session session, Tensors tensors, Hints hints) {
    Key key = new Key(model, threads, maxBatch);
    synchronized (plans) {
      BatchPlan known = plans.get(key);
      if (known != null) {
        return known;
      }
    }
    BatchPlan measured = new BatchTrial(session, tensors, maxBatch, hints).plan();
    synchronized (plans) {
      plans.put(key, measured);
    }
    return measured;
  }
}
