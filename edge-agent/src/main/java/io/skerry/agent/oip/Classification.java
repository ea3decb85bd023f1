package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The highest elements of an output instead of all (Triton's classification extension): texts
 * {@code value:index}, the highest first, for each row of the last dimension. Thread-safe.
 */
final class Classification {
  private Classification() {}

  /** An element and its place in its row. */
  private record Scored(double value, int index) {
    /** The lower value is first, of equal ones the later. */
    static int lowestFirst(Scored one, Scored other) {
      int order = Double.compare(one.value, other.value);
      return order != 0 ? order : Integer.compare(other.index, one.index);
    }
  }

  /**
   * Texts of the shape of the output, but for its last dimension, which is {@code count} or as many
   * as there are.
   *
   * @throws RefusedException if the output holds no numbers that can be compared here, or the
   *     answer would have more texts than a tensor may
   */
  static Tensor of(String name, Tensor output, int count) throws RefusedException {
    long[] shape = output.shape();
    int width = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
    int kept = Math.min(count, width);
    int rows = width == 0 ? 0 : output.size() / width;
    if ((long) rows * kept > RawTensors.MAX_TEXTS) {
      throw new RefusedException(400, "output " + name + ": too many classes for one answer");
    }
    List<String> texts = new ArrayList<>(rows * kept);
    for (int row = 0; row < rows; row++) {
      texts.addAll(row(name, output, row * width, width, kept));
    }
    long[] kinds = shape.length == 0 ? new long[] {1} : shape;
    kinds[kinds.length - 1] = kept;
    return Tensor.ofTexts(texts, kinds);
  }

  private static List<String> row(String name, Tensor output, int from, int width, int kept)
      throws RefusedException {
    PriorityQueue<Scored> highest = new PriorityQueue<>(kept + 1, Scored::lowestFirst);
    for (int i = 0; i < width; i++) {
      highest.add(new Scored(value(name, output, from + i), i));
      if (highest.size() > kept) {
        highest.poll();
      }
    }
    List<String> texts = new ArrayList<>(kept);
    while (!highest.isEmpty()) {
      Scored next = highest.poll();
      texts.addFirst(text(output, next.value) + ":" + next.index);
    }
    return texts;
  }

  private static String text(Tensor output, double value) {
    return switch (output.type()) {
      case FLOAT32 -> Float.toString((float) value);
      case FLOAT64 -> Double.toString(value);
      default -> Long.toString((long) value);
    };
  }

  private static double value(String name, Tensor output, int index) throws RefusedException {
    ByteBuffer bytes = output.bytes();
    int at = index * output.type().bytes();
    return switch (output.type()) {
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT64 -> bytes.getDouble(at);
      case INT8 -> bytes.get(at);
      case UINT8 -> bytes.get(at) & 0xff;
      case INT16 -> bytes.getShort(at);
      case UINT16 -> bytes.getShort(at) & 0xffff;
      case INT32 -> bytes.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case INT64, UINT64, FLOAT16, BFLOAT16, BOOL, STRING ->
          throw new RefusedException(
              400,
              "output %s: expected no classification of %s"
                  .formatted(name, Datatypes.name(output.type())));
    };
  }
}
