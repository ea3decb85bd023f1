package io.skerry.agent.oip.grpc;

import com.google.protobuf.ByteString;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import io.skerry.agent.oip.Datatypes;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests for the echo, with elements of every kind. */
final class Requests {
  private Requests() {}

  /** One input {@code x} of FP32, raw. */
  static ModelInferRequest floats(String id, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return ModelInferRequest.newBuilder()
        .setModelName("test/echo")
        .setId(id)
        .addInputs(input("x", ElementType.FLOAT32, values.length))
        .addRawInputContents(ByteString.copyFrom(raw.flip()))
        .build();
  }

  static InferInputTensor.Builder input(String name, ElementType type, long... shape) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName(name).setDatatype(Datatypes.name(type));
    for (long dimension : shape) {
      input.addShape(dimension);
    }
    return input;
  }

  /** The raw form of random elements, with all their bits. */
  static ByteString raw(ElementType type, int elements, Random random) {
    if (type == ElementType.STRING) {
      return rawTexts(texts(elements, random));
    }
    byte[] bytes = new byte[elements * type.bytes()];
    random.nextBytes(bytes);
    if (type == ElementType.BOOL) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    return ByteString.copyFrom(bytes);
  }

  static List<String> texts(int count, Random random) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("ä€𝄞".repeat(random.nextInt(4)) + random.nextInt(100));
    }
    return texts;
  }

  static ByteString rawTexts(List<String> texts) {
    ByteString.Output out = ByteString.newOutput();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] length =
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array();
      out.write(length, 0, length.length);
      out.write(bytes, 0, bytes.length);
    }
    return out.toByteString();
  }
}
