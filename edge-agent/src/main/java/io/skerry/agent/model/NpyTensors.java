package io.skerry.agent.model;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.npy.NpyArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Between stored arrays and the engine's tensors. */
final class NpyTensors {
  private NpyTensors() {}

  /** Copies into direct memory. */
  static Map<String, Tensor> of(Map<String, NpyArray> arrays) {
    Map<String, Tensor> tensors = HashMap.newHashMap(arrays.size());
    arrays.forEach((name, array) -> tensors.put(name, of(array)));
    return tensors;
  }

  private static Tensor of(NpyArray array) {
    Tensor tensor = Tensor.allocate(array.type(), array.shape());
    tensor.bytes().put(littleEndian(array.data()));
    return tensor;
  }

  /** A view. */
  static NpyArray of(Tensor tensor) {
    return NpyArray.of(tensor.type(), tensor.shape(), littleEndian(tensor.bytes()));
  }

  /** Every machine that agents run on is little-endian, like the files; nothing is swapped. */
  private static ByteBuffer littleEndian(ByteBuffer data) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException("expected a little-endian machine");
    }
    return data;
  }
}
