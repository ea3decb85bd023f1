package io.skerry.agent.schedule;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.Ticket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Lets one thread wait for an outcome. */
final class Outcome implements Completion {
  private final CountDownLatch told = new CountDownLatch(1);
  private final AtomicReference<InferOutcome> outcome = new AtomicReference<>();

  @Override
  public void ended(InferOutcome how) {
    outcome.set(how);
    told.countDown();
  }

  /** Waits until it is told; an interrupt takes the request back, and is kept. */
  void await(Ticket ticket) {
    boolean interrupted = false;
    while (true) {
      try {
        told.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        ticket.cancel();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was told. */
  Map<String, Tensor> outputs() throws EngineException {
    return switch (outcome.get()) {
      case InferOutcome.Answered answered -> answered.outputs();
      case InferOutcome.Refused(InferOutcome.Reason reason, String message) ->
          throw fault(reason, message);
    };
  }

  private static EngineException fault(InferOutcome.Reason reason, String message) {
    return switch (reason) {
      case BUSY, UNAVAILABLE, CANCELLED -> EngineException.ofRefused(reason + ": " + message);
      case LATE -> EngineException.ofLate(message);
      case FAILED, INVALID -> new EngineException(message);
      case UNKNOWN_MODEL -> new EngineException(reason + ": " + message);
    };
  }
}
