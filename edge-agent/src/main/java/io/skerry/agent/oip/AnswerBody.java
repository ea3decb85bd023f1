package io.skerry.agent.oip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.protocol.manifest.ElementType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON and the raw tensors of an answer as the network takes them without a copy, which is in
 * direct memory from end to end: large tensors stand where the engine left them, the rest in a
 * block of its own.
 *
 * @param own to be freed once the answer is sent
 */
record AnswerBody(Buffer buffer, Tensor own) {
  private static final int COPIED_BYTES = 16 << 10;

  /** Of an answer whose outputs are not freed before it is sent. */
  static AnswerBody of(TensorPool pool, Written written) {
    boolean together = written.binaryBytes() <= COPIED_BYTES;
    JsonSink json = written.json();
    long bytes = json.length();
    for (Tensor tensor : written.binary()) {
      bytes += isCopied(tensor, together) ? RawTensors.bytes(tensor) : 0;
    }
    Tensor own = pool.take(ElementType.UINT8, bytes);
    ByteBuffer block = own.bytes().put(json.array(), 0, json.length());
    List<ByteBuf> parts = new ArrayList<>();
    int begun = 0;
    for (Tensor tensor : written.binary()) {
      if (isCopied(tensor, together)) {
        RawTensors.write(tensor, block);
      } else {
        parts.add(part(block.slice(begun, block.position() - begun)));
        parts.add(part(tensor.bytes()));
        begun = block.position();
      }
    }
    parts.add(part(block.slice(begun, block.position() - begun)));
    return new AnswerBody(
        BufferInternal.buffer(Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new))), own);
  }

  private static boolean isCopied(Tensor tensor, boolean together) {
    return together || tensor.type() == ElementType.STRING;
  }

  /** The library takes only parts of one order, and swaps no bytes by itself. */
  private static ByteBuf part(ByteBuffer bytes) {
    return Unpooled.wrappedBuffer(bytes.order(ByteOrder.BIG_ENDIAN));
  }
}
