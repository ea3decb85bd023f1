package io.skerry.agent.model;

import io.skerry.agent.infer.InferOutcome.Reason;

/** Why somebody does not get a model. */
record Refusal(Reason reason, ModelException why) {
  static Refusal unavailable(String message) {
    return new Refusal(Reason.UNAVAILABLE, ModelException.busy(message, null));
  }

  void tell(Waiter waiter) {
    waiter.refused(reason, why);
  }
}
