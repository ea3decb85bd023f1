package io.skerry.agent.oip.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Messages with their prefix (gRPC over HTTP/2, "Length-Prefixed-Message"), not compressed. */
final class Frames {
  private static final int USUAL_BYTES = 4096;

  private Frames() {}

  /** A whole message. */
  static Buffer frame(ProtoWriter message) {
    return BufferInternal.buffer(begin(message.length()).writeBytes(message.toBytes()));
  }

  /** A prefix, with room behind it. */
  static ByteBuf begin(int bytes) {
    ByteBuf frame = Unpooled.buffer(5 + Math.min(bytes, USUAL_BYTES));
    return frame.writeByte(0).writeInt(bytes);
  }
}
