package io.skerry.agent.onnxdata;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a tensor that ONNX stored in a file ({@code TensorProto}), in any of its encodings. */
final class TensorFile {
  private static final int DIMS = 1;
  private static final int DATA_TYPE = 2;
  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int STRING_DATA = 6;
  private static final int INT64_DATA = 7;
  private static final int RAW_DATA = 9;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;
  private static final int BFLOAT16 = 16;

  private TensorFile() {}

  /**
   * The tensor.
   *
   * @param declared the type that the model says: the files hold bfloat16 as if it was uint16
   */
  static Tensor read(Path file, int declared) throws IOException {
    List<Proto.Field> fields = Proto.read(ByteBuffer.wrap(Files.readAllBytes(file)));
    List<Long> dims = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    ElementType type = null;
    for (Proto.Field field : fields) {
      switch (field.number()) {
        case DIMS -> dims.addAll(numbers(field));
        case DATA_TYPE -> type = type(declared == BFLOAT16 ? declared : (int) field.value());
        case STRING_DATA -> texts.add(field.text());
        default -> {} // names, and the elements below
      }
    }
    long[] shape = dims.stream().mapToLong(Long::longValue).toArray();
    if (type == ElementType.STRING) {
      return Tensor.ofTexts(texts, shape);
    }
    if (type == null) {
      throw new IOException(file + ": no type");
    }
    Tensor tensor = Tensor.allocate(type, shape);
    ByteBuffer to = tensor.bytes();
    fields.forEach(field -> elements(field, tensor.type(), to));
    if (to.hasRemaining()) {
      throw new IOException(file + ": lacks " + to.remaining() + " bytes of " + tensor);
    }
    return tensor;
  }

  private static void elements(Proto.Field field, ElementType type, ByteBuffer to) {
    switch (field.number()) {
      case RAW_DATA -> to.put(field.bytes().duplicate());
      case FLOAT_DATA, DOUBLE_DATA -> {
        if (field.bytes().hasRemaining()) {
          to.put(field.bytes().duplicate()); // packed
        } else {
          put(to, type, field.value());
        }
      }
      case INT32_DATA, INT64_DATA, UINT64_DATA ->
          numbers(field).forEach(value -> put(to, type, value));
      default -> {} // no elements
    }
  }

  private static void put(ByteBuffer to, ElementType type, long value) {
    switch (type.bytes()) {
      case 1 -> to.put((byte) value);
      case 2 -> to.putShort((short) value);
      case 4 -> to.putInt((int) value);
      default -> to.putLong(value);
    }
  }

  private static List<Long> numbers(Proto.Field field) {
    ByteBuffer packed = field.bytes().duplicate();
    if (!packed.hasRemaining()) {
      return List.of(field.value());
    }
    List<Long> numbers = new ArrayList<>();
    while (packed.hasRemaining()) {
      numbers.add(Proto.varint(packed));
    }
    return numbers;
  }

  private static ElementType type(int number) throws IOException {
    return switch (number) {
      case 1 -> ElementType.FLOAT32;
      case 2 -> ElementType.UINT8;
      case 3 -> ElementType.INT8;
      case 4 -> ElementType.UINT16;
      case 5 -> ElementType.INT16;
      case 6 -> ElementType.INT32;
      case 7 -> ElementType.INT64;
      case 8 -> ElementType.STRING;
      case 9 -> ElementType.BOOL;
      case 10 -> ElementType.FLOAT16;
      case 11 -> ElementType.FLOAT64;
      case 12 -> ElementType.UINT32;
      case 13 -> ElementType.UINT64;
      case BFLOAT16 -> ElementType.BFLOAT16;
      default -> throw new IOException("tensor of type " + number);
    };
  }
}
