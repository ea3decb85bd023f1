package io.skerry.bench.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** ModelInferRequest in protobuf's wire format, written by hand. */
final class GrpcMessages {
  private GrpcMessages() {}

  /** One input of float32 zeros, raw. */
  static byte[] infer(String model, String input, int... shape) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    int elements = 1;
    for (int dimension : shape) {
      varint(packed, dimension);
      elements *= dimension;
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    bytes(tensor, 1, input.getBytes(StandardCharsets.UTF_8));
    bytes(tensor, 2, "FP32".getBytes(StandardCharsets.UTF_8));
    bytes(tensor, 3, packed.toByteArray());
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    bytes(message, 1, model.getBytes(StandardCharsets.UTF_8));
    bytes(message, 3, "hostile".getBytes(StandardCharsets.UTF_8));
    bytes(message, 5, tensor.toByteArray());
    bytes(message, 7, new byte[elements * 4]);
    return message.toByteArray();
  }

  /** With gRPC's five bytes in front. */
  static byte[] framed(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 5);
    out.write(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(message.length >>> shift);
    }
    out.writeBytes(message);
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (field << 3) | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 0x7f) {
      out.write((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }
}
