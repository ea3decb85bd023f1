package io.skerry.agent.oip.grpc;

import io.netty.buffer.ByteBuf;
import io.skerry.agent.engine.Tensor;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Puts the messages of one stream together (gRPC over HTTP/2, "Length-Prefixed-Message"), each in
 * one block of pooled memory. A block grows with what has come, never with what is only announced.
 * Event loop only.
 */
final class Assembler {
  private static final int PREFIX = 5;
  private static final int FIRST_BYTES = 1 << 20;

  private final Blocks blocks;
  private final int mostBytes;
  private final byte[] prefix = new byte[PREFIX];
  private int prefixBytes;
  private int length;
  private Tensor block;
  private ByteBuffer target;

  /** For messages of at most that many bytes. */
  Assembler(Blocks blocks, int mostBytes) {
    this.blocks = blocks;
    this.mostBytes = mostBytes;
  }

  /**
   * Takes bytes until a message is whole.
   *
   * @return the message, whose block the caller frees; empty if all bytes are taken and none is
   * @throws CallException if the stream can't go on
   */
  Optional<Message> feed(ByteBuf chunk) throws CallException {
    while (target == null && chunk.isReadable()) {
      prefix[prefixBytes++] = chunk.readByte();
      if (prefixBytes == PREFIX) {
        begin();
      }
    }
    if (target == null) {
      return Optional.empty();
    }
    while (chunk.isReadable() && written() < length) {
      fill(chunk);
    }
    return written() == length ? Optional.of(whole()) : Optional.empty();
  }

  /** Whether a message has begun and not ended. */
  boolean inMessage() {
    return prefixBytes > 0;
  }

  /** Frees what has come of an unfinished message. */
  void free() {
    if (block != null) {
      block.free();
      block = null;
    }
    target = null;
    prefixBytes = 0;
  }

  private void begin() throws CallException {
    if (prefix[0] != 0) {
      throw new CallException(
          Status.UNIMPLEMENTED, "expected messages that are not compressed (grpc-encoding)");
    }
    long announced = Integer.toUnsignedLong(ByteBuffer.wrap(prefix).getInt(1));
    if (announced > mostBytes) {
      throw new CallException(
          Status.RESOURCE_EXHAUSTED,
          "message: expected at most %d bytes, got %d".formatted(mostBytes, announced));
    }
    length = (int) announced;
    block = blocks.take(Math.min(length, FIRST_BYTES));
    target = block.bytes();
  }

  private int written() {
    return target.position();
  }

  private void fill(ByteBuf chunk) throws CallException {
    if (!target.hasRemaining()) {
      grow();
    }
    int count = Math.min(chunk.readableBytes(), target.remaining());
    ByteBuffer part = target.slice(target.position(), count);
    chunk.readBytes(part);
    target.position(target.position() + count);
  }

  private void grow() throws CallException {
    Tensor larger = blocks.take((int) Math.min(length, target.capacity() * 2L));
    target = larger.bytes().put(target.flip());
    block.free();
    block = larger;
  }

  private Message whole() {
    Message message = new Message(target.flip(), block);
    block = null;
    free();
    return message;
  }

  /**
   * One message.
   *
   * @param bytes from first to last
   * @param block the memory they stand in
   */
  record Message(ByteBuffer bytes, Tensor block) {
    /** Frees the memory. */
    void free() {
      block.free();
    }
  }
}
