package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import java.nio.ByteBuffer;

/** A place in a tensor, to copy a part of another from or to. */
final class Block {
  private final Tensor tensor;

  /** Where it begins, one index for each dimension. */
  private final long[] at;

  private Block(Tensor tensor) {
    this.tensor = tensor;
    this.at = new long[tensor.shape().length];
  }

  /** The first place. */
  static Block first(Tensor tensor) {
    return new Block(tensor);
  }

  /** So far along one axis. */
  static Block along(Tensor tensor, int axis, long offset) {
    Block block = first(tensor);
    block.at[axis] = offset;
    return block;
  }

  /**
   * Copies, in runs as long as they are contiguous in both.
   *
   * @param extent of what is copied, which fits both; at least one dimension
   */
  static void copy(Block from, Block to, long[] extent) {
    long[] source = from.tensor.shape();
    long[] target = to.tensor.shape();
    int inner = extent.length - 1;
    while (inner > 0 && extent[inner] == source[inner] && extent[inner] == target[inner]) {
      inner--;
    }
    int bytes = from.tensor.type().bytes();
    long elements = 1;
    for (int axis = inner; axis < extent.length; axis++) {
      elements *= extent[axis];
    }
    int run = Math.toIntExact(elements * bytes);
    ByteBuffer in = from.tensor.bytes();
    ByteBuffer out = to.tensor.bytes();
    long[] index = new long[extent.length];
    long runs = 1;
    for (int axis = 0; axis < inner; axis++) {
      runs *= extent[axis];
    }
    for (long i = 0; i < runs; i++) {
      int target0 = Math.toIntExact(to.offset(target, index) * bytes);
      int source0 = Math.toIntExact(from.offset(source, index) * bytes);
      out.put(target0, in, source0, run);
      advance(index, extent, inner);
    }
  }

  private long offset(long[] shape, long[] index) {
    long offset = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      offset = offset * shape[axis] + at[axis] + index[axis];
    }
    return offset;
  }

  private static void advance(long[] index, long[] extent, int inner) {
    for (int axis = inner - 1; axis >= 0; axis--) {
      if (++index[axis] < extent[axis]) {
        return;
      }
      index[axis] = 0;
    }
  }
}
