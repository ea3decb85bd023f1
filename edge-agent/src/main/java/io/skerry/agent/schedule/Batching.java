package io.skerry.agent.schedule;

import io.skerry.agent.engine.TensorPool;

/**
 * How to batch.
 *
 * @param plan measured for this model on this machine
 * @param pool where batches are put together, and outputs that are taken apart stand
 */
public record Batching(BatchPlan plan, TensorPool pool) {
  /** Every request runs alone. */
  public static Batching none() {
    return new Batching(BatchPlan.none("not measured"), new TensorPool(0));
  }
}
