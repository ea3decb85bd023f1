package io.skerry.agent.schedule;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferenceStats;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs requests on the session, whatever the engine throws. Thread-safe. */
final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  private final ServedModel model;
  private final InferenceStats stats;

  Runs(ServedModel model, InferenceStats stats) {
    this.model = model;
    this.stats = stats;
  }

  /** What came of a run. */
  sealed interface Result {}

  /** Outputs. */
  record Ran(InferOutcome.Answered answer, Ending.Times times) implements Result {}

  /** None. */
  record Failed(String message) implements Result {}

  /**
   * Runs one alone.
   *
   * @param taken when it left the queue
   */
  Result run(Job job, long taken) {
    long prepared = System.nanoTime();
    try {
      Map<String, Tensor> outputs =
          model.session().run(job.request.inputs(), job.request.outputs(), job.cancellation);
      long computed = System.nanoTime();
      stats.executed(job.items, computed - prepared);
      return new Ran(
          new InferOutcome.Answered(model.version(), outputs),
          new Ending.Times(taken, prepared, computed));
    } catch (EngineException e) {
      return new Failed(e.getMessage());
    } catch (Throwable e) { // whatever native code throws: its requests fail, the thread goes on
      LOG.error("model {}: a run ended with a fault", model.name(), e);
      return new Failed("model " + model.name() + ": " + e);
    }
  }
}
