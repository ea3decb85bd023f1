package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds out what a request can be batched with. Thread-safe. */
final class Likeness implements Function<Job, Optional<Alike>> {
  private final BatchPlan plan;
  private final Feeds feeds;
  private final Map<String, Tensors.Spec> specs = new HashMap<>();

  Likeness(BatchPlan plan, Feeds feeds, Tensors tensors) {
    this.plan = plan;
    this.feeds = feeds;
    tensors.inputs().forEach(spec -> specs.put(spec.name(), spec));
  }

  /** Empty if it must run alone. */
  @Override
  public Optional<Alike> apply(Job job) {
    if (plan.layout().isEmpty() || job.items >= plan.size()) {
      return Optional.empty();
    }
    Layout layout = plan.layout().get();
    if (!layout.inputs().keySet().containsAll(job.request.inputs().keySet())
        || !layout.outputs().keySet().containsAll(job.wanted.computed())) {
      return Optional.empty();
    }
    List<ElementType> types = new ArrayList<>();
    List<Long> shapes = new ArrayList<>();
    for (String input : layout.inputs().keySet()) {
      if (!describe(job, input, types, shapes)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Alike(job.request.priority(), job.wanted, types, shapes));
  }

  private boolean describe(Job job, String name, List<ElementType> types, List<Long> shapes) {
    Tensor tensor = job.request.inputs().getOrDefault(name, job.state.get(name));
    if (tensor == null && !feeds.stateInputs().containsValue(name)) {
      return false;
    }
    Tensors.Spec spec = specs.get(name);
    ElementType type = tensor == null ? spec.type() : tensor.type();
    long[] shape = tensor == null ? feeds.shape(spec, job) : tensor.shape();
    int axis = plan.layout().orElseThrow().inputs().get(name);
    if (type == ElementType.STRING || axis >= shape.length || shape[axis] != job.items) {
      return false;
    }
    shape[axis] = -1;
    Optional<Integer> padded = plan.padding().flatMap(padding -> padding.inputAxis(name));
    if (padded.isPresent()) {
      Optional<Integer> bucket = bucket(shape, padded.get());
      if (bucket.isEmpty()) {
        return false;
      }
      shape[padded.get()] = bucket.get();
    }
    types.add(type);
    shapes.add((long) shape.length);
    for (long dimension : shape) {
      shapes.add(dimension);
    }
    return true;
  }

  private Optional<Integer> bucket(long[] shape, int axis) {
    return axis < shape.length && shape[axis] > 0
        ? plan.padding().orElseThrow().bucket(shape[axis])
        : Optional.empty();
  }
}
