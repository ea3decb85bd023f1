package io.skerry.agent.onnxdata;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Whether two tensors are the same, or near enough for ONNX's own tests. */
public final class Comparison {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  private Comparison() {}

  /** Names and their order, types, shapes and every bit; with {@code anyNan} a NaN is a NaN. */
  public static boolean same(Map<String, Tensor> one, Map<String, Tensor> other, boolean anyNan) {
    return List.copyOf(one.keySet()).equals(List.copyOf(other.keySet()))
        && one.keySet().stream().allMatch(name -> same(one.get(name), other.get(name), anyNan));
  }

  private static boolean same(Tensor one, Tensor other, boolean anyNan) {
    if (!alike(one, other) || !one.texts().equals(other.texts())) {
      return false;
    }
    if (one.bytes().equals(other.bytes())) {
      return true;
    }
    return anyNan && allNear(one, other, true);
  }

  private static boolean alike(Tensor one, Tensor other) {
    return one.type() == other.type() && Arrays.equals(one.shape(), other.shape());
  }

  /** As ONNX's tests compare: within {@code 1e-7 + 1e-3 * |expected|}. */
  public static boolean near(Tensor expected, Tensor actual) {
    return alike(expected, actual)
        && expected.texts().equals(actual.texts())
        && (expected.bytes().equals(actual.bytes()) || allNear(expected, actual, false));
  }

  private static boolean allNear(Tensor expected, Tensor actual, boolean exact) {
    if (!isFloat(expected.type())) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      double wanted = number(expected, i);
      double given = number(actual, i);
      boolean equal = Double.doubleToLongBits(wanted) == Double.doubleToLongBits(given);
      boolean near =
          Double.isFinite(wanted)
              && Math.abs(wanted - given) <= ABSOLUTE + RELATIVE * Math.abs(wanted);
      if (!equal && (exact || !near)) {
        return false;
      }
    }
    return true;
  }

  /** Every float of fewer bits is a double with the same sign and value; every NaN is one NaN. */
  private static double number(Tensor tensor, int index) {
    ByteBuffer bytes = tensor.bytes();
    int at = index * tensor.type().bytes();
    return switch (tensor.type()) {
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT64 -> bytes.getDouble(at);
      case FLOAT16 -> Float.float16ToFloat(bytes.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL, STRING ->
          throw new IllegalStateException("no float: " + tensor);
    };
  }

  private static boolean isFloat(ElementType type) {
    return switch (type) {
      case FLOAT16, FLOAT32, FLOAT64, BFLOAT16 -> true;
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL, STRING -> false;
    };
  }
}
