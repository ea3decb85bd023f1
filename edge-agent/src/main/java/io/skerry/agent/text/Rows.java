package io.skerry.agent.text;

import io.skerry.agent.engine.Tensor;
import java.nio.ByteBuffer;

/** Puts together rows of a tensor along one of its dimensions. */
final class Rows {
  private Rows() {}

  /**
   * A new tensor whose row {@code i} is row {@code from[i]} of the other.
   *
   * @param axis the dimension that counts rows
   */
  static Tensor of(Tensor tensor, int axis, int[] from) {
    long[] shape = tensor.shape();
    int rows = (int) shape[axis];
    shape[axis] = from.length;
    Tensor gathered = Tensor.allocate(tensor.type(), shape);
    int inner = tensor.type().bytes();
    int outer = 1;
    for (int i = 0; i < shape.length; i++) {
      outer *= i < axis ? (int) shape[i] : 1;
      inner *= i > axis ? (int) shape[i] : 1;
    }
    ByteBuffer source = tensor.bytes();
    ByteBuffer target = gathered.bytes();
    for (int block = 0; block < outer; block++) {
      for (int i = 0; i < from.length; i++) {
        int at = (block * from.length + i) * inner;
        target.put(at, source, (block * rows + from[i]) * inner, inner);
      }
    }
    return gathered;
  }
}
