package io.skerry.agent.oip.grpc;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.oip.Datatypes;
import io.skerry.agent.oip.InvalidRequestException;
import io.skerry.agent.oip.RawTensors;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of one tensor that came as {@code InferTensorContents}, packed or one by one. Confined
 * to one thread.
 */
final class TypedContents {
  private final String name;
  private final ElementType type;
  private final int elements;
  private final int field;

  private TypedContents(String name, ElementType type, int elements) throws CallException {
    this.name = name;
    this.type = type;
    this.elements = elements;
    this.field = field(name, type);
  }

  /**
   * Reads numbers into new memory.
   *
   * @throws CallException if they are not as many as the shape holds, of another field, or too
   *     large for their type
   */
  static Tensor numbers(InferMessage.Input input, ElementType type, int elements, Blocks blocks)
      throws CallException {
    TypedContents reader = new TypedContents(input.name(), type, elements);
    reader.checkRoom(input.contents());
    Tensor tensor = blocks.take(type, input.shape());
    ByteBuffer target = tensor.bytes();
    boolean whole = false;
    try {
      for (ByteBuffer part : input.contents()) {
        reader.read(new ProtoReader(part), target);
      }
      reader.checkCount(target.position() / type.bytes());
      whole = true;
      return tensor;
    } finally {
      if (!whole) {
        tensor.free();
      }
    }
  }

  /**
   * Reads texts.
   *
   * @throws CallException if they are not as many as the shape holds, of another field, or not
   *     UTF-8
   */
  static Tensor texts(InferMessage.Input input, int elements) throws CallException {
    TypedContents reader = new TypedContents(input.name(), ElementType.STRING, elements);
    reader.checkRoom(input.contents());
    List<String> texts = new ArrayList<>(elements);
    for (ByteBuffer part : input.contents()) {
      reader.readTexts(new ProtoReader(part), texts);
    }
    reader.checkCount(texts.size());
    return Tensor.ofTexts(texts, input.shape());
  }

  private static int field(String name, ElementType type) throws CallException {
    return switch (type) {
      case BOOL -> 1;
      case INT8, INT16, INT32 -> 2;
      case INT64 -> 3;
      case UINT8, UINT16, UINT32 -> 4;
      case UINT64 -> 5;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
      case STRING -> 8;
      case FLOAT16, BFLOAT16 ->
          throw CallException.invalid(
              "tensor %s: expected %s in raw_input_contents".formatted(name, Datatypes.name(type)));
    };
  }

  /** Each element takes a byte at least: nothing is allocated for what can't have come. */
  private void checkRoom(List<ByteBuffer> parts) throws CallException {
    long bytes = parts.stream().mapToLong(ByteBuffer::remaining).sum();
    if (elements > bytes) {
      throw CallException.invalid(
          "tensor %s: expected %d elements, got at most %d".formatted(name, elements, bytes));
    }
  }

  private void checkCount(int count) throws CallException {
    if (count != elements) {
      throw CallException.invalid(
          "tensor %s: expected %d elements, got %d".formatted(name, elements, count));
    }
  }

  private void read(ProtoReader reader, ByteBuffer target) throws CallException {
    while (reader.next()) {
      checkField(reader.field());
      int wire = reader.tag() & 7;
      if (reader.field() != field) {
        reader.skip();
      } else if (wire == ProtoReader.BYTES) {
        packed(reader.bytes(), target);
      } else if (wire == wire()) {
        one(reader, target);
      } else {
        reader.skip();
      }
    }
  }

  private void readTexts(ProtoReader reader, List<String> texts) throws CallException {
    while (reader.next()) {
      checkField(reader.field());
      if (reader.tag() != (field << 3 | ProtoReader.BYTES)) {
        reader.skip();
        continue;
      }
      if (texts.size() == elements) {
        throw tooMany();
      }
      try {
        texts.add(RawTensors.utf8(name, reader.bytes()));
      } catch (InvalidRequestException e) {
        throw CallException.invalid(e);
      }
    }
  }

  private void checkField(int given) throws CallException {
    if (given != field && given <= 8) {
      throw CallException.invalid(
          "tensor %s: expected the contents of %s in field %d, got field %d"
              .formatted(name, Datatypes.name(type), field, given));
    }
  }

  private int wire() {
    return switch (type) {
      case FLOAT32 -> ProtoReader.FIXED32;
      case FLOAT64 -> ProtoReader.FIXED64;
      default -> ProtoReader.VARINT;
    };
  }

  private void packed(ByteBuffer bytes, ByteBuffer target) throws CallException {
    if (type == ElementType.FLOAT32 || type == ElementType.FLOAT64) {
      if (bytes.remaining() % type.bytes() != 0) {
        throw CallException.invalid("tensor " + name + ": expected whole elements only");
      }
      if (bytes.remaining() > target.remaining()) {
        throw tooMany();
      }
      target.put(bytes);
      return;
    }
    ProtoReader numbers = new ProtoReader(bytes);
    while (numbers.hasRemaining()) {
      one(numbers, target);
    }
  }

  private void one(ProtoReader reader, ByteBuffer target) throws CallException {
    if (!target.hasRemaining()) {
      throw tooMany();
    }
    switch (type) {
      case FLOAT32 -> target.putInt(reader.fixed32());
      case FLOAT64 -> target.putLong(reader.fixed64());
      case INT64, UINT64 -> target.putLong(reader.varint());
      case BOOL -> target.put((byte) (reader.varint() == 0 ? 0 : 1));
      case INT8 -> target.put((byte) within(reader.varint(), Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT8 -> target.put((byte) within(reader.varint(), 0, 0xff));
      case INT16 ->
          target.putShort((short) within(reader.varint(), Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> target.putShort((short) within(reader.varint(), 0, 0xffff));
      case INT32 ->
          target.putInt((int) within(reader.varint(), Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> target.putInt((int) within(reader.varint(), 0, 0xffff_ffffL));
      case FLOAT16, BFLOAT16, STRING -> throw new IllegalStateException("no number: " + type);
    }
  }

  private long within(long value, long least, long most) throws CallException {
    if (value < least || value > most) {
      throw CallException.invalid(
          "tensor %s: expected %d to %d for %s, got %d"
              .formatted(name, least, most, Datatypes.name(type), value));
    }
    return value;
  }

  private CallException tooMany() {
    return CallException.invalid(
        "tensor %s: expected %d elements, got more".formatted(name, elements));
  }
}
