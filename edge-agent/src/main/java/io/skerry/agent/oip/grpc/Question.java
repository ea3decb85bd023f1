package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.grpc.Assembler.Message;

/**
 * Reads the one small message of a call and gives it to what answers it. Event loop only.
 *
 * @see Answering
 */
final class Question implements Receiver {
  /** The most bytes of a question. */
  static final int MAX_BYTES = 64 << 10;

  private final Call call;
  private final Answering answering;
  private boolean asked;

  Question(Call call, Answering answering) {
    this.call = call;
    this.answering = answering;
  }

  /** Answers one question, at once or later. */
  @FunctionalInterface
  interface Answering {
    /**
     * Answers it.
     *
     * @param question valid only until this returns
     * @throws CallException to answer with that
     */
    void answer(ProtoReader question, Call call) throws CallException;
  }

  /** A method of that kind. */
  static Method method(Answering answering) {
    return new Method(MAX_BYTES, call -> new Question(call, answering));
  }

  @Override
  public void message(Message message) throws CallException {
    try {
      if (asked) {
        throw CallException.invalid("expected one message, got another");
      }
      asked = true;
      answering.answer(new ProtoReader(message.bytes()), call);
    } finally {
      message.free();
    }
  }

  @Override
  public void ended() throws CallException {
    if (!asked) {
      throw CallException.invalid("expected a message, got an end");
    }
  }

  @Override
  public void gone() {
    // Nothing was begun that can be broken off.
  }
}
