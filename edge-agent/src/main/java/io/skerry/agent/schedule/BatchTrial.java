package io.skerry.agent.schedule;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds out by running a model whether it pays to batch, and whether that changes its answers. Made
 * for one measurement. Confined to one thread.
 */
final class BatchTrial {
  private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long PADDING_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** So many runs of one item it takes at least. */
  private static final int FEWEST_RUNS = 20;

  /** A batch must take at most this part of the time per item. */
  private static final double PAYS = 0.9;

  private final Session session;
  private final Tensors tensors;
  private final int maxBatch;
  private final Hints hints;
  private final TensorPool pool = new TensorPool(32 << 20);
  private final Stopwatch watch = new Stopwatch(BUDGET_NANOS);
  private double apart;

  BatchTrial(Session session, Tensors tensors, int maxBatch, Hints hints) {
    this.session = session;
    this.tensors = tensors;
    this.maxBatch = maxBatch;
    this.hints = hints;
  }

  /** Why there are no batches. */
  private static final class NoBatch extends Exception {
    private static final long serialVersionUID = 1;

    NoBatch(String message) {
      super(message);
    }
  }

  /** Measures. */
  BatchPlan plan() {
    if (maxBatch < 2) {
      return BatchPlan.none("not allowed");
    }
    Axes.Guess guess = Axes.inputs(tensors);
    if (!guess.fault().isEmpty()) {
      return BatchPlan.none(guess.fault());
    }
    try {
      TrialItems items = items(guess.axes());
      double first = time(new Layout(guess.axes(), Map.of()), items.item(0));
      if (!watch.allows(FEWEST_RUNS * first)) {
        throw new NoBatch("one run takes %.0f ms, too long to measure".formatted(first / 1e6));
      }
      Layout layout = new Layout(guess.axes(), outputs(items, guess.axes()));
      BatchPlan plan = measured(items, layout);
      session.shrink(); // most requests will come alone
      free(together(layout, List.of(items.item(0))));
      return plan;
    } catch (NoBatch e) {
      return BatchPlan.none(e.getMessage());
    } catch (EngineException | RuntimeException e) { // a shape that it can't take, for example
      return BatchPlan.none("a trial failed: " + e.getMessage());
    }
  }

  /** Made-up whole numbers may be out of an embedding's range: then the smallest ones. */
  private TrialItems items(Map<String, Integer> axes) throws EngineException {
    TrialItems items = new TrialItems(tensors, axes, hints, 1, 10);
    try {
      free(together(new Layout(axes, Map.of()), List.of(items.item(0))));
      return items;
    } catch (EngineException e) {
      TrialItems smaller = new TrialItems(tensors, axes, hints, 0, 1);
      free(together(new Layout(axes, Map.of()), List.of(smaller.item(0))));
      return smaller;
    }
  }

  private Map<String, Integer> outputs(TrialItems items, Map<String, Integer> inputs)
      throws EngineException, NoBatch {
    Layout layout = new Layout(inputs, Map.of());
    Job first = items.item(0);
    Map<String, Tensor> one = together(layout, List.of(first));
    Map<String, Tensor> two = together(layout, List.of(first, items.item(1)));
    try {
      Map<String, Integer> axes = new HashMap<>();
      for (Map.Entry<String, Tensor> output : one.entrySet()) {
        Tensor twice = two.get(output.getKey());
        Optional<Integer> axis = Axes.doubled(output.getValue(), twice);
        if (axis.isEmpty()) {
          throw new NoBatch(
              "output %s counts no items, it is %s for 1 and %s for 2"
                  .formatted(output.getKey(), output.getValue(), twice));
        }
        axes.put(output.getKey(), axis.get());
      }
      return axes;
    } finally {
      free(one);
      free(two);
    }
  }

  private BatchPlan measured(TrialItems items, Layout layout) throws EngineException {
    double single = time(layout, List.of(items.item(0)));
    double best = single;
    int size = 1;
    String refusal = "a run takes %.1f ms, too long to measure more".formatted(single / 1e6);
    for (int batch = 2; batch <= maxBatch && watch.allows(6 * batch * best); batch *= 2) {
      List<Job> jobs = jobs(items, batch);
      double difference = difference(layout, Optional.empty(), jobs);
      if (difference > Difference.MOST) {
        refusal = "answers differ by %.2g in a batch of %d".formatted(difference, batch);
        break;
      }
      apart = Math.max(apart, difference);
      double perItem = time(layout, jobs) / batch;
      if (perItem <= PAYS * best) {
        best = perItem;
        size = batch;
      } else if (size == 1) {
        refusal =
            "a batch of %d takes %.2f of the time per item".formatted(batch, perItem / single);
      }
    }
    if (size == 1) {
      return BatchPlan.none(layout, refusal);
    }
    String text =
        "up to %d: %.2f of the time per item, largest difference %.1g"
            .formatted(size, best / single, apart);
    return padded(items, layout, size, text);
  }

  private BatchPlan padded(TrialItems items, Layout layout, int size, String text)
      throws EngineException {
    if (hints.ragged().isEmpty()) {
      return BatchPlan.upTo(size, layout, Optional.empty(), text);
    }
    String dimension = hints.ragged().get().dimension();
    Optional<Padding> padding = Padding.of(hints.ragged().get(), tensors);
    if (padding.isEmpty()) {
      return BatchPlan.upTo(
          size, layout, padding, text + "; " + dimension + " not padded: no value to pad with");
    }
    List<Integer> good = new ArrayList<>();
    Stopwatch left = new Stopwatch(PADDING_NANOS);
    String others = "";
    for (int bucket : padding.get().buckets()) {
      int before = good.isEmpty() ? 0 : good.getLast();
      Job shortest = items.item(2, Optional.of(before + 1));
      Job longest = items.item(3, Optional.of(bucket));
      double difference = difference(layout, padding, List.of(shortest, longest));
      if (difference > Difference.MOST) {
        others = ", no further: answers differ by %.2g".formatted(difference);
        break;
      }
      good.add(bucket);
      if (!left.allows(0)) {
        others = ", no further: it takes too long to measure";
        break;
      }
    }
    String padded = "; " + dimension + " padded to " + good + others;
    Optional<Padding> used = good.isEmpty() ? Optional.empty() : padding.map(all -> all.to(good));
    return BatchPlan.upTo(size, layout, used, text + padded);
  }

  private static List<Job> jobs(TrialItems items, int count) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(items.item(i));
    }
    return jobs;
  }

  /** Between all of a batch and each alone. */
  private double difference(Layout layout, Optional<Padding> padding, List<Job> jobs)
      throws EngineException {
    BatchPlan plan = BatchPlan.upTo(jobs.size(), layout, padding, "trial");
    List<Map<String, Tensor>> parts;
    try (Batch batch = new Batch(plan, pool, jobs)) {
      Map<String, Tensor> inputs = batch.join(feeds(layout));
      parts = batch.split(session.run(inputs, List.of(), new Cancellation()), Set.of());
    }
    double largest = 0;
    try {
      for (int i = 0; i < jobs.size(); i++) {
        Map<String, Tensor> alone =
            session.run(feeds(layout).complete(jobs.get(i)), List.of(), new Cancellation());
        largest = Math.max(largest, Difference.of(alone, parts.get(i)));
        free(alone);
      }
      return largest;
    } finally {
      parts.forEach(BatchTrial::free);
    }
  }

  private Map<String, Tensor> together(Layout layout, List<Job> jobs) throws EngineException {
    BatchPlan plan = BatchPlan.upTo(jobs.size(), layout, Optional.empty(), "trial");
    try (Batch batch = new Batch(plan, pool, jobs)) {
      return session.run(batch.join(feeds(layout)), List.of(), new Cancellation());
    }
  }

  private Feeds feeds(Layout layout) {
    return new Feeds(tensors, Optional.of(layout));
  }

  /** The time of one run in the engine. */
  private double time(Layout layout, Job job) throws EngineException {
    BatchPlan plan = BatchPlan.upTo(1, layout, Optional.empty(), "trial");
    try (Batch batch = new Batch(plan, pool, List.of(job))) {
      Map<String, Tensor> inputs = batch.join(feeds(layout));
      return watch.time(() -> free(session.run(inputs, List.of(), new Cancellation())));
    }
  }

  /** The median time of a run in the engine. */
  private double time(Layout layout, List<Job> jobs) throws EngineException {
    BatchPlan plan = BatchPlan.upTo(jobs.size(), layout, Optional.empty(), "trial");
    try (Batch batch = new Batch(plan, pool, jobs)) {
      Map<String, Tensor> inputs = batch.join(feeds(layout));
      return watch.median(() -> free(session.run(inputs, List.of(), new Cancellation())));
    }
  }

  private static void free(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::free);
  }
}
