package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.oip.grpc.Assembler.Message;
import java.util.Optional;

/** {@code ModelInfer}: one request, one answer. Event loop only. */
final class UnaryInfer implements Receiver {
  private final Call call;
  private final InferWork work;
  private Optional<Ticket> ticket = Optional.empty();

  UnaryInfer(Call call, InferWork work) {
    this.call = call;
    this.work = work;
  }

  @Override
  public void message(Message bytes) throws CallException {
    if (ticket.isPresent()) {
      bytes.free();
      throw CallException.invalid("expected one message, got another");
    }
    InferMessage message = new InferMessage();
    ticket =
        Optional.of(
            work.begin(
                bytes,
                message,
                call.deadlineNanos(),
                (model, outcome) -> call.later(() -> answer(model, message.id(), outcome))));
  }

  @Override
  public void ended() throws CallException {
    if (ticket.isEmpty()) {
      throw CallException.invalid("expected a message, got an end");
    }
  }

  @Override
  public void gone() {
    ticket.ifPresent(Ticket::cancel);
  }

  private void answer(Served model, String id, InferOutcome outcome) {
    switch (outcome) {
      case InferOutcome.Refused refused -> call.fail(InferAnswer.refusal(refused));
      case InferOutcome.Answered answered when call.over() -> answered.free();
      case InferOutcome.Answered answered ->
          call.answer(InferAnswer.frame(model.name(), id, answered))
              .onComplete(sent -> answered.free());
    }
  }
}
