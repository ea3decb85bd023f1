package io.skerry.agent.model;

import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.schedule.BatchPlan;
import io.skerry.agent.schedule.BatchPlans;
import io.skerry.agent.schedule.Batching;
import io.skerry.agent.schedule.Hints;
import io.skerry.agent.schedule.Limits;
import io.skerry.agent.schedule.PlanFile;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.schedule.Schedulers;
import io.skerry.protocol.manifest.Tensors;
import java.util.Optional;

/** How models run on this machine, and what was measured of each. Thread-safe. */
public final class RunOptions {
  private static final int PLANS = 4096;
  private static final long IDLE_BYTES = 16 << 20;

  private final SessionOptions session;
  private final Limits limits;
  private final BatchPlans plans;
  private final TensorPool pool = new TensorPool(IDLE_BYTES);

  /** Nothing is measured yet. */
  public RunOptions(SessionOptions session, Limits limits) {
    this(session, limits, Optional.empty());
  }

  /** What was measured is in {@code measured}. */
  public RunOptions(SessionOptions session, Limits limits, Optional<PlanFile> measured) {
    this.session = session;
    this.limits = limits;
    this.plans = new BatchPlans(PLANS, measured);
  }

  /** How each is loaded. */
  public SessionOptions session() {
    return session;
  }

  /** How a model is batched, measured by runs on this thread if that is not known. */
  public BatchPlan plan(String model, Session opened, Tensors tensors, Hints hints) {
    return plans.plan(model, session.threads(), limits.maxBatch(), opened, tensors, hints);
  }

  /** Puts a scheduler in front of a model, as {@link Schedulers} does. */
  public Scheduler start(
      String name,
      String version,
      Session opened,
      Tensors tensors,
      InferenceStats stats,
      BatchPlan plan) {
    Batching batching = new Batching(plan, pool);
    return Schedulers.start(name, version, opened, tensors, limits, stats, batching);
  }
}
