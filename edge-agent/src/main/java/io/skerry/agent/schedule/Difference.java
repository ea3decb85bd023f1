package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** How far answers are apart: absolute up to 1, relative beyond; whole numbers must be equal. */
final class Difference {
  /** What counts as equal. */
  static final double MOST = 1e-5;

  private Difference() {}

  /** The largest; infinite where tensors, types or shapes are not the same. */
  static double of(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    double largest = expected.keySet().equals(actual.keySet()) ? 0 : Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      Tensor other = actual.get(entry.getKey());
      largest =
          other == null ? Double.POSITIVE_INFINITY : Math.max(largest, of(entry.getValue(), other));
    }
    return largest;
  }

  private static double of(Tensor expected, Tensor actual) {
    if (expected.type() != actual.type() || !Arrays.equals(expected.shape(), actual.shape())) {
      return Double.POSITIVE_INFINITY;
    }
    ByteBuffer a = expected.bytes();
    ByteBuffer b = actual.bytes();
    return switch (expected.type()) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> floats(expected, a, b);
      case STRING -> expected.texts().equals(actual.texts()) ? 0 : Double.POSITIVE_INFINITY;
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL ->
          a.equals(b) ? 0 : Double.POSITIVE_INFINITY;
    };
  }

  private static double floats(Tensor tensor, ByteBuffer a, ByteBuffer b) {
    double largest = 0;
    for (int at = 0; at < a.limit(); at += tensor.type().bytes()) {
      double expected = read(tensor, a, at);
      double actual = read(tensor, b, at);
      if (Double.compare(expected, actual) != 0) {
        double apart = Math.abs(expected - actual) / Math.max(1, Math.abs(expected));
        largest = Math.max(largest, Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart);
      }
    }
    return largest;
  }

  private static double read(Tensor tensor, ByteBuffer data, int at) {
    return switch (tensor.type()) {
      case FLOAT32 -> data.getFloat(at);
      case FLOAT64 -> data.getDouble(at);
      case FLOAT16 -> Float.float16ToFloat(data.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL, STRING ->
          throw new IllegalArgumentException("no floats: " + tensor);
    };
  }
}
