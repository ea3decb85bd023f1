package io.skerry.agent.schedule;

import io.skerry.agent.engine.Session;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.protocol.manifest.Tensors;

/** Makes schedulers. */
public final class Schedulers {
  private Schedulers() {}

  /**
   * Puts a queue in front of a session. No thread is started before the first request.
   *
   * @param name of the model, for threads and messages
   * @param version told with every answer
   * @param session stays open until the scheduler is closed; who opened it closes it
   * @param tensors which of its tensors are state and constants
   * @param stats where it counts
   */
  public static Scheduler start(
      String name,
      String version,
      Session session,
      Tensors tensors,
      Limits limits,
      InferenceStats stats) {
    return start(name, version, session, tensors, limits, stats, Batching.none());
  }

  /**
   * The same with batches.
   *
   * @param batching as {@link BatchPlans} found it
   */
  public static Scheduler start(
      String name,
      String version,
      Session session,
      Tensors tensors,
      Limits limits,
      InferenceStats stats,
      Batching batching) {
    return new ModelScheduler(
        new ServedModel(name, version, session, tensors),
        limits,
        stats,
        batching,
        System::nanoTime);
  }
}
