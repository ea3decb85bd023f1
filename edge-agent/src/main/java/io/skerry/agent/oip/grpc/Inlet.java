package io.skerry.agent.oip.grpc;

import io.netty.buffer.ByteBuf;
import io.skerry.agent.oip.grpc.Assembler.Message;
import java.util.Optional;

/**
 * Cuts what comes in a call into messages and hands them on one after another, none while it is
 * paused. Event loop only.
 */
final class Inlet {
  private final Assembler assembler;
  private Optional<ByteBuf> rest = Optional.empty();
  private boolean paused;
  private boolean draining;
  private boolean closed;

  Inlet(Assembler assembler) {
    this.assembler = assembler;
  }

  /** Takes a message, whose memory is the sink's from now on. */
  @FunctionalInterface
  interface Sink {
    void message(Message message) throws CallException;
  }

  /** Takes what has come after all that came before was handed on. */
  void feed(ByteBuf bytes, Sink sink) throws CallException {
    rest = Optional.of(bytes);
    drain(sink);
  }

  /** Hands on the messages that have come, unless this is doing so already. */
  void drain(Sink sink) throws CallException {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (rest.isPresent() && !paused && !closed) {
        Optional<Message> message = assembler.feed(rest.get());
        if (message.isEmpty()) {
          rest = Optional.empty();
        } else {
          sink.message(message.get());
        }
      }
    } finally {
      draining = false;
    }
  }

  void pause(boolean pauses) {
    paused = pauses;
  }

  boolean paused() {
    return paused;
  }

  /** Whether a message has begun and not ended. */
  boolean inMessage() {
    return assembler.inMessage();
  }

  /** Hands on nothing any more and frees what has come. */
  void close() {
    closed = true;
    rest = Optional.empty();
    assembler.free();
  }
}
