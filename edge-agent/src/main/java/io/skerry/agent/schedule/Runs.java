package io.skerry.agent.schedule;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.RunTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs requests on the session, whatever the engine throws. Thread-safe. */
final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  private final ServedModel model;
  private final Feeds feeds;
  private final Batching batching;
  private final InferenceStats stats;

  Runs(ServedModel model, Feeds feeds, Batching batching, InferenceStats stats) {
    this.model = model;
    this.feeds = feeds;
    this.batching = batching;
    this.stats = stats;
  }

  /** What came of a run. */
  sealed interface Result {
    /** When. */
    RunTimes times();
  }

  /**
   * Outputs.
   *
   * @param told to the caller, who frees them
   * @param state carried on, by input; of steps of a sequence only
   */
  record Ran(Map<String, Tensor> told, Map<String, Tensor> state, RunTimes times)
      implements Result {
    /** Nobody wants them. */
    void free() {
      told.values().forEach(Tensor::free);
      state.values().forEach(Tensor::free);
    }
  }

  /**
   * None.
   *
   * @param byInputs whether it is the request's own fault
   */
  record Failed(String message, boolean byInputs, RunTimes times) implements Result {}

  /**
   * Runs one alone, or several that are alike together; if that fails, each alone, so that only the
   * one fails that is at fault.
   *
   * @param taken when they left the queue
   * @return of each, in the same order
   */
  List<Result> run(List<Job> jobs, long taken) {
    if (jobs.size() > 1) {
      Optional<List<Result>> together = together(jobs, taken);
      if (together.isPresent()) {
        return together.get();
      }
    }
    List<Result> results = new ArrayList<>(jobs.size());
    jobs.forEach(job -> results.add(alone(job, taken)));
    return results;
  }

  private Result alone(Job job, long taken) {
    long prepared = taken;
    try {
      Map<String, Tensor> inputs = feeds.complete(job);
      prepared = System.nanoTime();
      Map<String, Tensor> outputs =
          model.session().run(inputs, job.wanted.computed(), job.cancellation);
      long computed = System.nanoTime();
      stats.executed(job.items, computed - prepared);
      return ran(job, outputs, new RunTimes(job.arrived, taken, prepared, computed, job.items));
    } catch (EngineException e) {
      return new Failed(e.getMessage(), e.inputsAtFault(), untilNow(job, taken, prepared));
    } catch (Throwable e) { // whatever native code throws: its request fails, the thread goes on
      LOG.error("model {}: a run ended with a fault", model.name(), e);
      return new Failed("model " + model.name() + ": " + e, false, untilNow(job, taken, prepared));
    }
  }

  private static RunTimes untilNow(Job job, long taken, long prepared) {
    return new RunTimes(job.arrived, taken, prepared, System.nanoTime(), job.items);
  }

  private Optional<List<Result>> together(List<Job> jobs, long taken) {
    try (Batch batch = new Batch(batching.plan(), batching.pool(), jobs)) {
      Map<String, Tensor> inputs = batch.join(feeds);
      long prepared = System.nanoTime();
      Map<String, Tensor> outputs =
          model.session().run(inputs, jobs.get(0).wanted.computed(), new Cancellation());
      long computed = System.nanoTime();
      stats.executed(batch.items(), computed - prepared);
      List<Map<String, Tensor>> parts = batch.split(outputs, feeds.stateInputs().keySet());
      List<Result> results = new ArrayList<>(jobs.size());
      for (int i = 0; i < jobs.size(); i++) {
        Job job = jobs.get(i);
        RunTimes times = new RunTimes(job.arrived, taken, prepared, computed, batch.items());
        results.add(ran(job, parts.get(i), times));
      }
      return Optional.of(results);
    } catch (Throwable e) { // told by the runs that follow, to whom it may concern
      LOG.debug("model {}: a batch of {} failed, each runs alone", model.name(), jobs.size(), e);
      return Optional.empty();
    }
  }

  /** Separates what is told from what is carried on; one tensor may be both. */
  private Ran ran(Job job, Map<String, Tensor> outputs, RunTimes times) {
    if (job.line.isEmpty()) {
      return new Ran(outputs, Map.of(), times);
    }
    Map<String, Tensor> told = LinkedHashMap.newLinkedHashMap(job.wanted.told().size());
    Map<String, Tensor> state = new HashMap<>();
    outputs.forEach(
        (name, tensor) -> {
          boolean isTold = job.wanted.told().contains(name);
          String input = feeds.stateInputs().get(name);
          if (input == null) {
            told.put(name, tensor);
          } else if (!isTold) {
            state.put(input, tensor);
          } else {
            Shared shared = new Shared(tensor);
            told.put(name, shared.all());
            state.put(input, shared.all());
            shared.letGo();
          }
        });
    return new Ran(told, state, times);
  }
}
