package io.skerry.agent.engine;

import static org.bytedeco.tensorrt.global.nvinfer.createInferBuilder;
import static org.bytedeco.tensorrt.global.nvonnxparser.createParser;

import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.LayerType;
import org.bytedeco.tensorrt.global.nvinfer.MemoryPoolType;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.IOptimizationProfile;
import org.bytedeco.tensorrt.nvinfer.IProgressMonitor;
import org.bytedeco.tensorrt.nvinfer.ITensor;
import org.bytedeco.tensorrt.nvinfer.ITimingCache;
import org.bytedeco.tensorrt.nvonnxparser.IParser;

/**
 * Makes TensorRT's engine of an ONNX file, as bytes that its runtime reads. A first pass reads the
 * inputs, {@link #build} then takes minutes. Confined to one thread; the maker closes it.
 */
final class PlanBuilder implements AutoCloseable {
  private static final int ERRORS_TOLD = 3;

  private final String subject;
  private final TensorRtLog log = new TensorRtLog();
  private final IBuilder builder;
  private final INetworkDefinition network;
  private final IParser parser;

  private PlanBuilder(Path model) throws EngineException {
    this.subject = "model " + model.getFileName();
    this.builder = createInferBuilder(log);
    if (Pointer.isNull(builder)) {
      throw log.fault("TensorRT's builder");
    }
    this.network = builder.createNetworkV2(0);
    this.parser = createParser(network, log);
  }

  /**
   * Reads a model.
   *
   * @throws EngineException naming what TensorRT can't run
   */
  static PlanBuilder of(Path model) throws EngineException {
    PlanBuilder made = new PlanBuilder(model);
    boolean read = false;
    try {
      if (!made.parser.parseFromFile(model.toString(), 2)) { // 2: warnings
        throw new EngineException(made.subject + " has what TensorRT can't run: " + made.errors());
      }
      read = true;
      return made;
    } finally {
      if (!read) {
        made.close();
      }
    }
  }

  private String errors() {
    List<String> errors = new ArrayList<>();
    for (int i = 0; i < Math.min(parser.getNbErrors(), ERRORS_TOLD); i++) {
      errors.add(parser.getError(i).desc());
    }
    return String.join("; ", errors);
  }

  /** What the model takes. */
  List<Tensors.Spec> inputs() throws EngineException {
    List<Tensors.Spec> inputs = new ArrayList<>();
    for (int i = 0; i < network.getNbInputs(); i++) {
      ITensor input = network.getInput(i);
      inputs.add(TensorRtTypes.spec(input.getName(), input.getType(), input.getDimensions()));
    }
    return inputs;
  }

  /**
   * How an engine is made.
   *
   * @param memoryBytes what it may use on the device while it is made and while it runs
   * @param timings of earlier builds for this GPU
   */
  record Recipe(
      Map<String, Range> shapes,
      Precision precision,
      OptionalLong memoryBytes,
      Optional<MemorySegment> timings) {}

  /** What came of it; the timings are those of before and now together. */
  interface Product {
    /** Takes both, which are gone when this returns. */
    void take(MemorySegment plan, MemorySegment timings) throws IOException, EngineException;
  }

  /**
   * Makes the engine.
   *
   * @throws EngineException if it can't be made, or the progress was cancelled
   */
  void build(Recipe recipe, BuildProgress progress, Product product)
      throws EngineException, IOException {
    checkPrecision(recipe.precision());
    IBuilderConfig config = builder.createBuilderConfig();
    try (ProgressMonitor monitor = new ProgressMonitor(progress)) {
      configure(config, recipe);
      addShapes(config, recipe.shapes());
      config.setProgressMonitor(new IProgressMonitor(Virtual.pointer(monitor.object())));
      ITimingCache timings = timings(config, recipe.timings());
      try {
        make(config, progress, product);
      } finally {
        config.setProgressMonitor(new IProgressMonitor(new Pointer()));
        Virtual.delete(timings);
      }
    } finally {
      Virtual.delete(config);
    }
  }

  private void make(IBuilderConfig config, BuildProgress progress, Product product)
      throws EngineException, IOException {
    IHostMemory plan = builder.buildSerializedNetwork(network, config);
    if (progress.cancelled()) {
      Virtual.delete(plan);
      throw new EngineException(subject + ": the build was broken off");
    }
    if (Pointer.isNull(plan)) {
      throw log.fault(subject + ": TensorRT can't make an engine");
    }
    IHostMemory timings = config.getTimingCache().serialize();
    try {
      product.take(
          Virtual.memory(plan.data(), plan.size()), Virtual.memory(timings.data(), timings.size()));
    } finally {
      Virtual.delete(timings);
      Virtual.delete(plan);
    }
  }

  /** The flags are deprecated in favour of models that say it themselves; those are few yet. */
  @SuppressWarnings("deprecation")
  private static void configure(IBuilderConfig config, Recipe recipe) {
    switch (recipe.precision()) {
      case FP32 -> config.clearFlag(BuilderFlag.kTF32); // has ten bits of mantissa only
      case FP16 -> config.setFlag(BuilderFlag.kFP16);
      case INT8 -> {
        config.setFlag(BuilderFlag.kFP16);
        config.setFlag(BuilderFlag.kINT8);
      }
    }
    recipe
        .memoryBytes()
        .ifPresent(bytes -> config.setMemoryPoolLimit(MemoryPoolType.kWORKSPACE, bytes));
  }

  /** There is no calibration here: an engine whose scales nobody has checked is not made. */
  private void checkPrecision(Precision precision) throws EngineException {
    if (precision != Precision.INT8) {
      return;
    }
    for (int i = 0; i < network.getNbLayers(); i++) {
      if (network.getLayer(i).getType().intern() == LayerType.kQUANTIZE) {
        return;
      }
    }
    throw new EngineException(
        subject
            + ": int8 needs a model with QuantizeLinear and DequantizeLinear nodes of its own,"
            + " it has none");
  }

  private void addShapes(IBuilderConfig config, Map<String, Range> shapes) throws EngineException {
    if (shapes.isEmpty()) {
      return;
    }
    IOptimizationProfile profile = builder.createOptimizationProfile(); // the builder's own
    for (Map.Entry<String, Range> entry : shapes.entrySet()) {
      String input = entry.getKey();
      Range range = entry.getValue();
      if (!set(profile, input, OptProfileSelector.kMIN, range.min())
          || !set(profile, input, OptProfileSelector.kOPT, range.opt())
          || !set(profile, input, OptProfileSelector.kMAX, range.max())) {
        throw log.fault(subject + ", shapes of input " + input);
      }
    }
    if (config.addOptimizationProfile(profile) < 0) {
      throw log.fault(subject + ", shapes of inputs");
    }
  }

  private static boolean set(
      IOptimizationProfile profile, String input, OptProfileSelector which, List<Integer> shape) {
    try (Dims64 dims = TensorRtTypes.dims(shape.stream().mapToLong(Integer::longValue).toArray())) {
      return profile.setDimensions(input, which, dims);
    }
  }

  /** Timings that don't fit this GPU or version are refused by the library; then it has none. */
  private static ITimingCache timings(IBuilderConfig config, Optional<MemorySegment> kept) {
    ITimingCache timings =
        kept.isPresent()
            ? config.createTimingCache(Virtual.pointer(kept.get()), kept.get().byteSize())
            : config.createTimingCache(new Pointer(), 0);
    if (Pointer.isNull(timings) || !config.setTimingCache(timings, false)) {
      Virtual.delete(timings);
      ITimingCache fresh = config.createTimingCache(new Pointer(), 0);
      config.setTimingCache(fresh, false);
      return fresh;
    }
    return timings;
  }

  @Override
  public void close() {
    Virtual.delete(parser);
    Virtual.delete(network);
    Virtual.delete(builder);
    log.close();
  }
}
