package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.Served;
import io.skerry.agent.infer.Ticket;
import io.skerry.agent.oip.grpc.Assembler.Message;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * {@code ModelStreamInfer}: many requests at once, answered in their order. At most {@link
 * #MAX_UNDER_WAY} run or wait to be sent; then the stream is read no further until one is sent.
 * What is wrong with a single request is told in its answer. Event loop only.
 */
final class StreamInfer implements Receiver {
  /** Requests of one stream. */
  static final int MAX_UNDER_WAY = 64;

  private final Call call;
  private final InferWork work;
  private final Deque<Step> steps = new ArrayDeque<>();
  private boolean paused;
  private boolean waitsForRoom;
  private boolean ended;

  StreamInfer(Call call, InferWork work) {
    this.call = call;
    this.work = work;
  }

  /** A request whose answer has not been sent. */
  private static final class Step {
    private Optional<Ticket> ticket = Optional.empty();
    private Optional<Reply> reply = Optional.empty();
  }

  /**
   * An answer that waits for its turn.
   *
   * @param free run when it is sent, or never will be
   */
  private record Reply(Buffer frame, Runnable free) {}

  @Override
  public void message(Message bytes) {
    Step step = new Step();
    steps.add(step);
    InferMessage message = new InferMessage();
    try {
      step.ticket =
          Optional.of(
              work.begin(
                  bytes,
                  message,
                  call.deadlineNanos(),
                  (model, outcome) -> call.later(() -> told(step, model, message.id(), outcome))));
    } catch (CallException e) {
      step.reply = Optional.of(error(message.id(), e));
      send();
    }
    if (steps.size() >= MAX_UNDER_WAY) {
      paused = true;
      call.pause();
    }
  }

  @Override
  public void ended() {
    ended = true;
    send();
  }

  @Override
  public void gone() {
    List<Step> left = List.copyOf(steps);
    steps.clear();
    for (Step step : left) {
      step.ticket.ifPresent(Ticket::cancel);
      step.reply.ifPresent(reply -> reply.free().run());
    }
  }

  private void told(Step step, Served model, String id, InferOutcome outcome) {
    switch (outcome) {
      case InferOutcome.Answered answered when call.over() -> answered.free();
      case InferOutcome.Answered answered ->
          step.reply =
              Optional.of(
                  new Reply(InferAnswer.streamFrame(model.name(), id, answered), answered::free));
      case InferOutcome.Refused refused ->
          step.reply = Optional.of(error(id, InferAnswer.refusal(refused)));
    }
    send();
  }

  private static Reply error(String id, CallException fault) {
    return new Reply(InferAnswer.streamError(id, fault.getMessage()), () -> {});
  }

  private void send() {
    if (call.over()) {
      return;
    }
    while (!steps.isEmpty() && steps.peek().reply.isPresent() && !full()) {
      Reply reply = steps.remove().reply.get();
      call.write(reply.frame()).onComplete(sent -> reply.free().run());
    }
    if (steps.isEmpty() && ended) {
      call.end();
    } else if (paused && steps.size() < MAX_UNDER_WAY) {
      paused = false;
      call.resume();
    }
  }

  private boolean full() {
    if (call.full() && !waitsForRoom) {
      waitsForRoom = true;
      call.whenDrained(
          () -> {
            waitsForRoom = false;
            send();
          });
    }
    return waitsForRoom;
  }
}
