package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.grpc.Assembler.Message;

/** What a call's method does with what comes in. Event loop only. */
interface Receiver {
  /**
   * A whole message, whose memory is the receiver's from now on.
   *
   * @throws CallException to end the call with that; the message is freed before
   */
  void message(Message message) throws CallException;

  /** No more messages come. */
  void ended() throws CallException;

  /** The call is over before it was answered: the caller has gone, or something failed it. */
  void gone();
}
