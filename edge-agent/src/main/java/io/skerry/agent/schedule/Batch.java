package io.skerry.agent.schedule;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the inputs of requests that are alike together in pooled memory, and takes the outputs
 * apart: without a copy where the items lie one after another. Confined to one thread.
 */
final class Batch implements AutoCloseable {
  private final Layout layout;
  private final Optional<Padding> padding;
  private final TensorPool pool;
  private final List<Job> jobs;
  private final List<Tensor> own = new ArrayList<>();
  private final long items;

  Batch(BatchPlan plan, TensorPool pool, List<Job> jobs) {
    this.layout = plan.layout().orElseThrow();
    this.padding = plan.padding();
    this.pool = pool;
    this.jobs = jobs;
    this.items = jobs.stream().mapToLong(job -> job.items).sum();
  }

  /** How many items all have. */
  int items() {
    return (int) items;
  }

  /** All inputs; they stand until this is closed. */
  Map<String, Tensor> join(Feeds feeds) {
    List<Map<String, Tensor>> parts = jobs.stream().map(feeds::complete).toList();
    Map<String, Tensor> whole = HashMap.newHashMap(parts.get(0).size());
    for (String name : parts.get(0).keySet()) {
      List<Tensor> tensors = parts.stream().map(part -> part.get(name)).toList();
      Integer axis = layout.inputs().get(name);
      whole.put(name, axis == null ? tensors.get(0) : join(name, axis, tensors));
    }
    return whole;
  }

  private Tensor join(String name, int axis, List<Tensor> parts) {
    long[] shape = parts.get(0).shape();
    shape[axis] = items;
    Optional<Integer> padded = padding.flatMap(known -> known.inputAxis(name));
    if (padded.isPresent()) {
      shape[padded.get()] = padding.get().bucket(shape[padded.get()]).orElseThrow();
    }
    Tensor whole = pool.take(parts.get(0).type(), shape);
    own.add(whole);
    if (padded.isPresent()
        && parts.stream().anyMatch(part -> part.shape()[padded.get()] < shape[padded.get()])) {
      padding.get().fill(name, whole);
    }
    long at = 0;
    for (Tensor part : parts) {
      long[] extent = part.shape();
      Block.copy(Block.first(part), Block.along(whole, axis, at), extent);
      at += extent[axis];
    }
    return whole;
  }

  /**
   * Each job's outputs, in the order of the jobs.
   *
   * @param outputs owned by this from now on
   * @param copied those that are kept long, and so must not hold on to the others' memory
   * @throws EngineException if an output does not have as many items as went in
   */
  List<Map<String, Tensor>> split(Map<String, Tensor> outputs, Set<String> copied)
      throws EngineException {
    List<Map<String, Tensor>> parts = new ArrayList<>();
    jobs.forEach(job -> parts.add(LinkedHashMap.newLinkedHashMap(outputs.size())));
    boolean whole = false;
    try {
      for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
        split(output.getKey(), output.getValue(), copied.contains(output.getKey()), parts);
      }
      whole = true;
      return parts;
    } finally {
      if (!whole) {
        outputs.values().forEach(Tensor::free);
        parts.forEach(part -> part.values().forEach(Tensor::free));
      }
    }
  }

  private void split(String name, Tensor whole, boolean copied, List<Map<String, Tensor>> parts)
      throws EngineException {
    long[] shape = whole.shape();
    Integer axis = layout.outputs().get(name);
    if (axis == null || axis >= shape.length || shape[axis] != items) {
      throw new EngineException(
          "output %s: expected %d items, got %s".formatted(name, items, whole));
    }
    Optional<Integer> cut = padding.flatMap(known -> known.outputAxis(name));
    long inner = Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
    Shared shared = new Shared(whole);
    long at = 0;
    for (int i = 0; i < parts.size(); i++) {
      long[] extent = shape.clone();
      extent[axis] = jobs.get(i).items;
      if (cut.isPresent()) {
        extent[cut.get()] = padding.get().length(jobs.get(i).request.inputs());
      }
      Tensor part =
          copied || !contiguous(shape, axis, extent)
              ? copy(whole, Block.along(whole, axis, at), extent)
              : shared.slice(at * inner, extent);
      parts.get(i).put(name, part);
      at += extent[axis];
    }
    shared.letGo();
  }

  private Tensor copy(Tensor whole, Block from, long[] extent) {
    Tensor copy = pool.take(whole.type(), extent);
    Block.copy(from, Block.first(copy), extent);
    return copy;
  }

  /** Whether parts along that axis are contiguous, if they have all of the other dimensions. */
  private static boolean contiguous(long[] shape, int axis, long[] extent) {
    for (int i = 0; i < shape.length; i++) {
      if ((i != axis && extent[i] != shape[i]) || (i < axis && shape[i] != 1)) {
        return false;
      }
    }
    return true;
  }

  /** Gives the memory of the inputs back. */
  @Override
  public void close() {
    own.forEach(Tensor::free);
  }
}
