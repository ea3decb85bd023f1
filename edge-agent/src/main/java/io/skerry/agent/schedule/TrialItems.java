package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Makes up requests of one item each to try a model with, all different. Confined to one thread.
 */
final class TrialItems {
  private static final int USUAL_LENGTH = 16;

  private final Tensors tensors;
  private final Map<String, Integer> axes;
  private final Hints hints;
  private final int least;
  private final int most;

  /**
   * For one model.
   *
   * @param axes along which each input counts its items
   * @param least the smallest whole number to put in
   * @param most the largest
   */
  TrialItems(Tensors tensors, Map<String, Integer> axes, Hints hints, int least, int most) {
    this.tensors = tensors;
    this.axes = axes;
    this.hints = hints;
    this.least = least;
    this.most = most;
  }

  /** The same item for the same number. */
  Job item(int number) {
    return item(number, Optional.empty());
  }

  /** One whose ragged dimension has that length. */
  Job item(int number, Optional<Integer> length) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Tensors.Spec spec : tensors.inputs()) {
      if (axes.containsKey(spec.name())) {
        inputs.put(spec.name(), tensor(spec, number, length));
      }
    }
    Wanted all = new Wanted(List.of(), List.of());
    return new Job(InferRequest.of(inputs), outcome -> {}, all, 1);
  }

  private Tensor tensor(Tensors.Spec spec, int number, Optional<Integer> length) {
    Tensor sample = hints.sample().get(spec.name());
    long[] known = sample == null ? new long[0] : sample.shape();
    long[] shape = spec.dimensions();
    int batch = axes.get(spec.name());
    String ragged = hints.ragged().map(Ragged::dimension).orElse("");
    for (int axis = 0; axis < shape.length; axis++) {
      if (axis == batch) {
        shape[axis] = 1;
      } else if (length.isPresent() && spec.shape().get(axis).equals(ragged)) {
        shape[axis] = length.get();
      } else if (shape[axis] < 0) {
        shape[axis] = known.length == shape.length ? known[axis] : USUAL_LENGTH;
      }
    }
    Tensor tensor = Tensor.allocate(spec.type(), shape);
    if (sample == null || sample.size() == 0) {
      fill(tensor, new Random(31L * spec.name().hashCode() + number));
    } else {
      turn(sample, tensor, number);
    }
    return tensor;
  }

  /** The sample's elements, from another one on for each item. */
  private static void turn(Tensor sample, Tensor tensor, int number) {
    int bytes = sample.type().bytes();
    ByteBuffer from = sample.bytes();
    ByteBuffer to = tensor.bytes();
    long shift = 7L * number;
    for (int i = 0; i < tensor.size(); i++) {
      int at = (int) ((i + shift) % sample.size());
      to.put(i * bytes, from, at * bytes, bytes);
    }
    if (sample.type() == ElementType.FLOAT32) {
      for (int i = 0; i < tensor.size(); i++) { // some models look at the whole batch's range
        to.putFloat(i * 4, to.getFloat(i * 4) / (1 + 0.1f * number));
      }
    }
  }

  private void fill(Tensor tensor, Random random) {
    ByteBuffer to = tensor.bytes();
    while (to.hasRemaining()) {
      float real = random.nextFloat() - 0.5f;
      int whole = random.nextInt(least, most + 1);
      switch (tensor.type()) {
        case FLOAT32 -> to.putFloat(real);
        case FLOAT64 -> to.putDouble(real);
        case FLOAT16 -> to.putShort(Float.floatToFloat16(real));
        case BFLOAT16 -> to.putShort((short) (Float.floatToIntBits(real) >>> 16));
        case INT8, UINT8 -> to.put((byte) whole);
        case BOOL -> to.put((byte) (whole & 1));
        case INT16, UINT16 -> to.putShort((short) whole);
        case INT32, UINT32 -> to.putInt(whole);
        case INT64, UINT64 -> to.putLong(whole);
        case STRING -> throw new IllegalArgumentException("texts are not made up");
      }
    }
  }
}
