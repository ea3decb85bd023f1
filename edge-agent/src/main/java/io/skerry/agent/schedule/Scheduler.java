package io.skerry.agent.schedule;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Ticket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides when and together with what each request runs on one loaded model. Thread-safe; it does
 * not own the session, which outlives it.
 */
public interface Scheduler extends AutoCloseable {
  /**
   * Takes a request or refuses it, at once.
   *
   * @param request whose tensors fit the model; state and constants are filled in here, and state
   *     outputs are told only if asked for by name or if the caller gives the state himself
   */
  Ticket submit(InferRequest request, Completion completion);

  /**
   * Runs and waits; for the agent's own flows. Where nobody else waits, it runs on the caller's
   * thread, which must be a platform thread.
   *
   * @param request without a sequence
   * @param cancellation takes it back
   * @return its outputs, owned by the caller
   * @throws EngineException if it was refused, taken back, or failed
   */
  Map<String, Tensor> run(InferRequest request, Cancellation cancellation) throws EngineException;

  /** The same for all outputs, without a deadline, and for good. */
  default Map<String, Tensor> run(Map<String, Tensor> inputs, int priority) throws EngineException {
    return run(
        new InferRequest(inputs, List.of(), priority, Optional.empty(), Optional.empty()),
        new Cancellation());
  }

  /** Whether a sequence of this id has state here. */
  boolean knows(String sequenceId);

  /** How many sequences have state here. */
  int sequences();

  /** How this model is batched, for people: {@code none: batch 8 takes 1.02 of the time}. */
  String plan();

  /**
   * Refuses what comes from now on, lets what waits and runs come to its end, then returns; call it
   * on no event loop. Closing again does nothing.
   */
  @Override
  void close();
}
