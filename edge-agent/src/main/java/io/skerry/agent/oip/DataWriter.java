package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import java.nio.ByteBuffer;

/**
 * Writes the {@code data} of a tensor as JSON: all elements in one array in C order, each with the
 * fewest digits that read back to it. Thread-safe.
 */
final class DataWriter {
  private static final int UINT8 = 0xff;
  private static final int UINT16 = 0xffff;

  private DataWriter() {}

  static void write(Tensor tensor, JsonSink sink) throws RefusedException {
    sink.raw('[');
    switch (tensor.type()) {
      case FLOAT32 -> floats(tensor.bytes(), sink);
      case STRING -> texts(tensor, sink);
      case FLOAT64, BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 ->
          others(tensor, sink);
      case FLOAT16, BFLOAT16 ->
          throw new RefusedException(
              400,
              "outputs of "
                  + Datatypes.name(tensor.type())
                  + " come as binary data only: ask for it with binary_data");
    }
    sink.raw(']');
  }

  private static void floats(ByteBuffer bytes, JsonSink sink) throws RefusedException {
    for (int at = 0; at < bytes.limit(); at += Float.BYTES) {
      if (at > 0) {
        sink.raw(',');
      }
      sink.number(bytes.getFloat(at));
    }
  }

  private static void texts(Tensor tensor, JsonSink sink) throws RefusedException {
    boolean first = true;
    for (String text : tensor.texts()) {
      if (!first) {
        sink.raw(',');
      }
      first = false;
      sink.text(text);
    }
  }

  private static void others(Tensor tensor, JsonSink sink) throws RefusedException {
    ByteBuffer bytes = tensor.bytes();
    int size = tensor.type().bytes();
    for (int at = 0; at < bytes.limit(); at += size) {
      if (at > 0) {
        sink.raw(',');
      }
      switch (tensor.type()) {
        case FLOAT64 -> sink.number(bytes.getDouble(at));
        case BOOL -> sink.raw(bytes.get(at) == 0 ? "false" : "true");
        case UINT64 -> sink.raw(Long.toUnsignedString(bytes.getLong(at)));
        default -> sink.number(integer(tensor, bytes, at));
      }
    }
  }

  private static long integer(Tensor tensor, ByteBuffer bytes, int at) {
    return switch (tensor.type()) {
      case INT8 -> bytes.get(at);
      case UINT8 -> bytes.get(at) & UINT8;
      case INT16 -> bytes.getShort(at);
      case UINT16 -> bytes.getShort(at) & UINT16;
      case INT32 -> bytes.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case INT64 -> bytes.getLong(at);
      case UINT64, FLOAT16, FLOAT32, FLOAT64, BFLOAT16, BOOL, STRING ->
          throw new IllegalStateException("no integers: " + tensor);
    };
  }
}
