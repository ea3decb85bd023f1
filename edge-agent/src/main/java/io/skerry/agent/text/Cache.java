package io.skerry.agent.text;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoder's state from step to step, one row for each text that is followed. Confined to one
 * thread; close it.
 */
final class Cache implements AutoCloseable {
  private final List<Tensors.StatePair> pairs;
  private final Map<String, Integer> axes;
  private final Map<String, Tensor> held = new HashMap<>();

  /**
   * Takes over the first state.
   *
   * @param axes for each state's input, which dimension counts rows
   */
  Cache(List<Tensors.StatePair> pairs, Map<String, Integer> axes, Map<String, Tensor> first) {
    this.pairs = pairs;
    this.axes = axes;
    held.putAll(first);
  }

  /** The state as inputs. */
  Map<String, Tensor> inputs() {
    return held;
  }

  /** Keeps these rows, in this order; nothing is copied where all stay as they are. */
  void keep(int[] rows) {
    for (Map.Entry<String, Tensor> entry : held.entrySet()) {
      int axis = axes.get(entry.getKey());
      if (!same(rows, entry.getValue().shape()[axis])) {
        Tensor before = entry.getValue();
        entry.setValue(Rows.of(before, axis, rows));
        before.free();
      }
    }
  }

  private static boolean same(int[] rows, long count) {
    boolean same = rows.length == count;
    for (int i = 0; same && i < rows.length; i++) {
      same = rows[i] == i;
    }
    return same;
  }

  /** Takes over what a step has told of the state. */
  void next(Map<String, Tensor> outputs) {
    for (Tensors.StatePair pair : pairs) {
      Tensor next = outputs.get(pair.output());
      Tensor before = held.put(pair.input(), next);
      if (before != null) {
        before.free();
      }
    }
  }

  @Override
  public void close() {
    held.values().forEach(Tensor::free);
    held.clear();
  }
}
