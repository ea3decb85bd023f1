package io.skerry.agent.engine;

import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import io.skerry.protocol.manifest.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IOutputAllocator;

/**
 * One run at a time of an engine: its execution context, stream, and memory for each input and
 * output. Confined to one thread at a time; the maker closes it.
 */
final class TensorRtContext implements AutoCloseable {
  private final TensorRtPlan plan;
  private final IExecutionContext context;
  private final CUstream_st stream = new CUstream_st();
  private final Map<String, CudaMemory> memory = new HashMap<>();
  private final Map<String, OutputAllocator> allocators = new HashMap<>();

  private TensorRtContext(TensorRtPlan plan, IExecutionContext context) {
    this.plan = plan;
    this.context = context;
    plan.inputs().forEach(spec -> memory.put(spec.name(), new CudaMemory("input " + spec.name())));
    plan.outputs()
        .forEach(spec -> memory.put(spec.name(), new CudaMemory("output " + spec.name())));
  }

  /** Takes device memory for the engine's own work. */
  static TensorRtContext of(TensorRtPlan plan) throws EngineException {
    TensorRtContext made = new TensorRtContext(plan, plan.context());
    boolean whole = false;
    try {
      CudaMemory.check(
          cudaStreamCreateWithFlags(made.stream, cudaStreamNonBlocking), "making a stream");
      whole = true;
      return made;
    } finally {
      if (!whole) {
        made.close();
      }
    }
  }

  /** Runs; the outputs' memory is the pool's. */
  Map<String, Tensor> run(Map<String, Tensor> given, List<String> wanted, TensorPool pool)
      throws EngineException {
    if (given.size() != plan.inputs().size()) {
      throw new EngineException(
          "expected inputs %s, got %s"
              .formatted(plan.inputs().stream().map(Tensors.Spec::name).toList(), given.keySet()));
    }
    try {
      for (Tensors.Spec input : plan.inputs()) {
        upload(input, given.get(input.name()));
      }
      Map<String, long[]> shapes = prepareOutputs();
      if (!context.enqueueV3(stream)) {
        for (OutputAllocator allocator : allocators.values()) {
          allocator.check();
        }
        throw plan.log().fault("inference failed");
      }
      for (Map.Entry<String, OutputAllocator> learnt : allocators.entrySet()) {
        shapes.put(learnt.getKey(), learnt.getValue().shape());
      }
      for (Map.Entry<String, long[]> output : shapes.entrySet()) {
        if (!plan.onHost(output.getKey())) {
          memory.get(output.getKey()).download(bytes(output.getKey(), output.getValue()), stream);
        }
      }
      CudaMemory.check(cudaStreamSynchronize(stream), "inference failed");
      return read(shapes, wanted, pool);
    } finally {
      if (!stream.isNull()) {
        cudaStreamSynchronize(stream); // after a fault: nothing may write to memory that is reused
      }
    }
  }

  private void upload(Tensors.Spec spec, Tensor tensor) throws EngineException {
    String name = spec.name();
    if (tensor == null || tensor.type() != spec.type()) {
      throw new EngineException("input " + name + ": expected " + spec + ", got " + tensor);
    }
    long[] shape = tensor.shape();
    try (Dims64 dims = TensorRtTypes.dims(shape)) {
      if (shape.length != spec.shape().size() || !context.setInputShape(name, dims)) {
        throw new EngineException(
            "input %s: the engine was made for %s, got %s"
                .formatted(name, plan.range(name), Arrays.toString(shape)));
      }
    }
    CudaMemory block = memory.get(name);
    int bytes = tensor.bytes().remaining();
    block.reserve(Math.max(1, bytes));
    block.host(bytes).put(tensor.bytes());
    if (!plan.onHost(name)) {
      block.upload(bytes, stream);
    }
    address(name, block);
  }

  /** Shapes are known once the inputs' are; where they depend on the data, they are learnt. */
  private Map<String, long[]> prepareOutputs() throws EngineException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Tensors.Spec output : plan.outputs()) {
      long[] shape = TensorRtTypes.shape(context.getTensorShape(output.name()));
      shapes.put(output.name(), shape);
      if (Arrays.stream(shape).anyMatch(dimension -> dimension < 0)) {
        learn(output.name());
      } else {
        CudaMemory block = memory.get(output.name());
        block.reserve(Math.max(1, bytes(output.name(), shape)));
        address(output.name(), block);
      }
    }
    return shapes;
  }

  private void learn(String output) throws EngineException {
    OutputAllocator allocator = allocators.get(output);
    if (allocator == null) {
      allocator = new OutputAllocator(output, bytes -> reserve(output, bytes));
      allocators.put(output, allocator);
      IOutputAllocator object = new IOutputAllocator(Virtual.pointer(allocator.object()));
      if (!context.setOutputAllocator(output, object)) {
        throw plan.log().fault("the memory of " + output);
      }
    }
    allocator.begin();
  }

  private MemorySegment reserve(String output, long bytes) throws EngineException {
    CudaMemory block = memory.get(output);
    block.reserve(bytes);
    return MemorySegment.ofAddress(place(output, block).address());
  }

  private Pointer place(String name, CudaMemory block) {
    return plan.onHost(name) ? block.hostAddress() : block.deviceAddress();
  }

  private int bytes(String output, long[] shape) throws EngineException {
    try {
      return Tensor.byteCount(plan.type(output), shape);
    } catch (IllegalArgumentException e) {
      throw new EngineException("output " + output + ": " + e.getMessage(), e);
    }
  }

  private void address(String name, CudaMemory block) throws EngineException {
    if (!context.setTensorAddress(name, place(name, block))) {
      throw plan.log().fault("the memory of " + name);
    }
  }

  private Map<String, Tensor> read(Map<String, long[]> shapes, List<String> wanted, TensorPool pool)
      throws EngineException {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (String name : wanted.isEmpty() ? List.copyOf(shapes.keySet()) : wanted) {
      long[] shape = shapes.get(name);
      if (shape == null) {
        outputs.values().forEach(Tensor::free);
        throw new EngineException("output " + name + ": the model has " + shapes.keySet());
      }
      Tensor tensor = pool.take(plan.type(name), shape);
      tensor.bytes().put(memory.get(name).host(bytes(name, shape)));
      outputs.put(name, tensor);
    }
    return outputs;
  }

  @Override
  public void close() {
    if (!stream.isNull()) {
      cudaStreamSynchronize(stream);
    }
    Virtual.delete(context);
    allocators.values().forEach(OutputAllocator::close);
    memory.values().forEach(CudaMemory::close);
    if (!stream.isNull()) {
      cudaStreamDestroy(stream);
    }
  }
}
