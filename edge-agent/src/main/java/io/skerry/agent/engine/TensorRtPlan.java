package io.skerry.agent.engine;

import static org.bytedeco.tensorrt.global.nvinfer.createInferRuntime;

import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvinfer.TensorIOMode;
import org.bytedeco.tensorrt.global.nvinfer.TensorLocation;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IRuntime;

/** An engine in the device's memory, and what it takes and gives. Thread-safe but for closing. */
final class TensorRtPlan implements AutoCloseable {
  private final TensorRtLog log = new TensorRtLog();
  private final IRuntime runtime;
  private final ICudaEngine engine;
  private final long bytes;
  private final List<Tensors.Spec> inputs = new ArrayList<>();
  private final List<Tensors.Spec> outputs = new ArrayList<>();
  private final Map<String, ElementType> types = new HashMap<>();
  private final Map<String, Range> ranges = new HashMap<>();
  private final Set<String> onHost = new HashSet<>();

  private TensorRtPlan(MemorySegment plan) {
    this.bytes = plan.byteSize();
    this.runtime = createInferRuntime(log);
    this.engine =
        Pointer.isNull(runtime)
            ? new ICudaEngine(runtime)
            : runtime.deserializeCudaEngine(Virtual.pointer(plan), plan.byteSize());
  }

  /**
   * Reads an engine; the bytes are not needed afterwards.
   *
   * @throws EngineException if it was made by another TensorRT, for another GPU, or is damaged
   */
  static TensorRtPlan read(MemorySegment bytes) throws EngineException {
    TensorRtPlan plan = new TensorRtPlan(bytes);
    boolean whole = false;
    try {
      if (Pointer.isNull(plan.engine)) {
        throw plan.log.fault("the engine can't be used here");
      }
      plan.describe();
      whole = true;
      return plan;
    } finally {
      if (!whole) {
        plan.close();
      }
    }
  }

  private void describe() throws EngineException {
    for (int i = 0; i < engine.getNbIOTensors(); i++) {
      String name = engine.getIOTensorName(i);
      Tensors.Spec spec =
          TensorRtTypes.spec(name, engine.getTensorDataType(name), engine.getTensorShape(name));
      types.put(name, spec.type());
      if (engine.getTensorLocation(name).intern() == TensorLocation.kHOST) {
        onHost.add(name); // it sets a shape
      }
      if (engine.getTensorIOMode(name).intern() == TensorIOMode.kINPUT) {
        inputs.add(spec);
        if (Arrays.stream(spec.dimensions()).anyMatch(dimension -> dimension < 0)) {
          ranges.put(
              name,
              new Range(
                  limit(name, OptProfileSelector.kMIN),
                  limit(name, OptProfileSelector.kOPT),
                  limit(name, OptProfileSelector.kMAX)));
        }
      } else {
        outputs.add(spec);
      }
    }
  }

  private List<Integer> limit(String input, OptProfileSelector which) {
    return Arrays.stream(TensorRtTypes.shape(engine.getProfileShape(input, 0, which)))
        .mapToObj(Math::toIntExact)
        .toList();
  }

  /** Owned by the caller, who closes it before this. */
  IExecutionContext context() throws EngineException {
    IExecutionContext context = engine.createExecutionContext();
    if (Pointer.isNull(context)) {
      throw log.fault("no room on the GPU for a run");
    }
    return context;
  }

  List<Tensors.Spec> inputs() {
    return List.copyOf(inputs);
  }

  List<Tensors.Spec> outputs() {
    return List.copyOf(outputs);
  }

  ElementType type(String name) {
    return types.get(name);
  }

  /** Whether TensorRT reads or writes it in the host's memory. */
  boolean onHost(String name) {
    return onHost.contains(name);
  }

  /** For people: what an input may be. */
  String range(String input) {
    Range range = ranges.get(input);
    return range == null
        ? inputs.stream().filter(spec -> spec.name().equals(input)).toList().toString()
        : range.min() + " to " + range.max();
  }

  /** Of the inputs that have some. */
  Map<String, Range> ranges() {
    return Map.copyOf(ranges);
  }

  /** The device's memory for the weights, about, and for each run. */
  long[] deviceBytes() {
    return new long[] {bytes, engine.getDeviceMemorySizeV2()};
  }

  TensorRtLog log() {
    return log;
  }

  @Override
  public void close() {
    Virtual.delete(engine);
    Virtual.delete(runtime);
    log.close();
  }
}
