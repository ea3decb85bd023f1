package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.oip.grpc.Assembler.Message;
import java.util.Optional;

/** From a message to a running inference. Thread-safe. */
record InferWork(Catalogue catalogue, Blocks blocks) {
  /** Is told once how it ended, on any thread. */
  @FunctionalInterface
  interface Listener {
    void ended(Served model, InferOutcome outcome);
  }

  /**
   * Runs what a message asks for. Its memory is free when the listener is told, or this throws.
   *
   * @param message read into, so that the caller can say what it was about even if this throws
   * @param deadlineNanos of the call
   * @return what takes it back
   */
  Ticket begin(Message bytes, InferMessage message, Optional<Long> deadlineNanos, Listener listener)
      throws CallException {
    Inputs inputs;
    Served model;
    boolean read = false;
    try {
      message.read(bytes.bytes());
      model = Lookup.find(catalogue, message.model(), message.version());
      read = true;
    } finally {
      if (!read) {
        bytes.free();
      }
    }
    inputs = Inputs.of(message, bytes.block(), blocks);
    boolean begun = false;
    try {
      InferRequest request = inputs.request(message, deadlineNanos);
      Ticket ticket =
          model.infer(
              request,
              outcome -> {
                inputs.free();
                listener.ended(model, outcome);
              });
      begun = true;
      return ticket;
    } finally {
      if (!begun) {
        inputs.free();
      }
    }
  }
}
