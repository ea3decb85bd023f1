package io.skerry.agent.schedule;

import io.skerry.agent.engine.Session;
import io.skerry.protocol.manifest.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers how models are batched, so that a model that comes back is not measured again: at most
 * so many, those not asked for longest go. Where there is a file, what was measured outlives the
 * process. Thread-safe.
 */
public final class BatchPlans {
  private final Map<Key, BatchPlan> plans;
  private final Optional<PlanFile> file;

  /** None yet, and kept in memory alone. */
  public BatchPlans(int most) {
    this(most, Optional.empty());
  }

  /** Those of the file. */
  public BatchPlans(int most, Optional<PlanFile> file) {
    this.file = file;
    plans =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, BatchPlan> eldest) {
            return size() > most;
          }
        };
  }

  private record Key(String model, int threads, int maxBatch) {
    /** Padding is a matter of the description, not of the model's file. */
    String text(Hints hints) {
      String padding =
          hints
              .ragged()
              .map(one -> one.dimension() + one.buckets() + new TreeMap<>(one.padding()))
              .orElse("none");
      return model + " threads " + threads + " batch " + maxBatch + " padding " + padding;
    }
  }

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
    BatchPlan measured =
        kept(key, tensors, hints).orElseGet(() -> measured(key, session, tensors, hints));
    synchronized (plans) {
      plans.put(key, measured);
    }
    return measured;
  }

  private Optional<BatchPlan> kept(Key key, Tensors tensors, Hints hints) {
    return file.flatMap(one -> one.get(key.text(hints)))
        .filter(plan -> plan.size() <= key.maxBatch())
        .map(plan -> BatchPlan.of(plan, hints.ragged(), tensors));
  }

  private BatchPlan measured(Key key, Session session, Tensors tensors, Hints hints) {
    BatchPlan plan = new BatchTrial(session, tensors, key.maxBatch(), hints).plan();
    if (plan.layout().isPresent()) { // a trial that failed is tried again
      file.ifPresent(one -> one.put(key.text(hints), plan.kept()));
    }
    return plan;
  }
}
