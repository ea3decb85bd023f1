package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.schedule.Scheduler;
import java.util.Map;

/**
 * A text or a sound as one request to a scheduler, and how its outputs are read.
 *
 * @param blame what a request comes to that the model does not take
 */
record Question(Map<String, Tensor> inputs, Reading reading, Blame blame) {
  /** Reads outputs, which the caller frees. */
  @FunctionalInterface
  interface Reading {
    Told of(Map<String, Tensor> outputs) throws ModelException;
  }

  /** Says whose fault it is. */
  @FunctionalInterface
  interface Blame {
    ModelException of(String message);
  }

  /** Puts it to a scheduler; the answer may come at once. */
  void put(Scheduler scheduler, Terms terms, ToldListener listener) {
    Ticket ticket = scheduler.submit(terms.request(inputs), outcome -> tell(outcome, listener));
    if (!terms.cancellation().listen(ticket::cancel)) {
      ticket.cancel();
    }
  }

  private void tell(InferOutcome outcome, ToldListener listener) {
    switch (outcome) {
      case InferOutcome.Answered answered -> answer(answered, listener);
      case InferOutcome.Refused(Reason reason, String message) ->
          listener.failed(
              switch (reason) {
                case BUSY, UNAVAILABLE, CANCELLED -> ModelException.busy(message, null);
                case LATE -> ModelException.late(message, null);
                case INVALID -> blame.of(message);
                case FAILED, UNKNOWN_MODEL -> ModelException.content(message);
              });
    }
  }

  private void answer(InferOutcome.Answered answered, ToldListener listener) {
    Told told;
    try {
      told = reading.of(answered.outputs());
    } catch (ModelException e) {
      listener.failed(e);
      return;
    } catch (RuntimeException e) {
      listener.failed(ModelException.content("its outputs can't be read: " + e, e));
      return;
    } finally {
      answered.free();
    }
    listener.told(told);
  }
}
