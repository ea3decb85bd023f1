package io.skerry.agent.oip.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Answered;
import io.skerry.agent.oip.Datatypes;
import io.skerry.agent.oip.RawTensors;
import io.skerry.protocol.manifest.ElementType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ModelInferResponse} with the frame around it: small outputs are copied together, large
 * ones are sent from where they stand.
 */
final class InferAnswer {
  private static final int COPIED_BYTES = 32 << 10;
  private static final int RAW = 6;

  private InferAnswer() {}

  /**
   * The frame of an answer.
   *
   * @param outcome whose outputs are freed only after the frame is sent
   */
  static Buffer frame(String model, String id, Answered outcome) {
    ProtoWriter head = head(model, id, outcome);
    return frame(new ProtoWriter(0), head, outcome.outputs().values());
  }

  /** The frame of an answer in a stream. */
  static Buffer streamFrame(String model, String id, Answered outcome) {
    ProtoWriter head = head(model, id, outcome);
    long bytes = head.length() + rawBytes(outcome.outputs().values());
    return frame(new ProtoWriter(16).head(2, bytes), head, outcome.outputs().values());
  }

  /** The frame of an error in a stream, which goes on after it. */
  static Buffer streamError(String id, String message) {
    String text = message.isEmpty() ? "the request failed" : message;
    return Frames.frame(new ProtoWriter().text(1, text).message(2, new ProtoWriter().text(3, id)));
  }

  /** What a caller is told of an inference that did not run. */
  static CallException refusal(InferOutcome.Refused refused) {
    Status status =
        switch (refused.reason()) {
          case INVALID -> Status.INVALID_ARGUMENT;
          case UNKNOWN_MODEL -> Status.NOT_FOUND;
          case BUSY -> Status.RESOURCE_EXHAUSTED;
          case UNAVAILABLE -> Status.UNAVAILABLE;
          case LATE -> Status.DEADLINE_EXCEEDED;
          case CANCELLED -> Status.CANCELLED;
          case FAILED -> Status.INTERNAL;
        };
    String advice = refused.reason() == InferOutcome.Reason.BUSY ? ": try again in a second" : "";
    return new CallException(status, refused.message() + advice);
  }

  private static ProtoWriter head(String model, String id, Answered outcome) {
    ProtoWriter writer = new ProtoWriter(256);
    writer.text(1, model).text(2, outcome.version()).text(3, id);
    for (Map.Entry<String, Tensor> output : outcome.outputs().entrySet()) {
      Tensor tensor = output.getValue();
      writer.message(
          5,
          new ProtoWriter()
              .text(1, output.getKey())
              .text(2, Datatypes.name(tensor.type()))
              .numbers(3, tensor.shape()));
    }
    return writer;
  }

  private static long rawBytes(Iterable<Tensor> outputs) {
    long bytes = 0;
    for (Tensor output : outputs) {
      long raw = RawTensors.bytes(output);
      bytes += ProtoWriter.headBytes(RAW, raw) + raw;
    }
    return bytes;
  }

  private static Buffer frame(ProtoWriter around, ProtoWriter head, Iterable<Tensor> outputs) {
    long bytes = around.length() + head.length() + rawBytes(outputs);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalStateException("an answer of " + bytes + " bytes");
    }
    List<ByteBuf> parts = new ArrayList<>();
    ByteBuf copied = Frames.begin((int) bytes);
    copied.writeBytes(around.toBytes()).writeBytes(head.toBytes());
    for (Tensor output : outputs) {
      long raw = RawTensors.bytes(output);
      copied.writeBytes(new ProtoWriter(16).head(RAW, raw).toBytes());
      if (raw > COPIED_BYTES && output.type() != ElementType.STRING) {
        parts.add(copied);
        parts.add(Unpooled.wrappedBuffer(output.bytes()));
        copied = Unpooled.buffer(64);
      } else {
        ByteBuffer small = ByteBuffer.allocate((int) raw);
        RawTensors.write(output, small);
        copied.writeBytes(small.flip());
      }
    }
    parts.add(copied);
    return BufferInternal.buffer(
        parts.size() == 1 ? copied : Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new)));
  }
}
