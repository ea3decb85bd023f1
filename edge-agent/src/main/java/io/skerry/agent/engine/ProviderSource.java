package io.skerry.agent.engine;

import io.skerry.agent.engine.gpu.Gpus;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An engine by ONNX Runtime's TensorRT provider, which keeps its engines itself, in a folder for
 * each key. It tells no progress.
 */
final class ProviderSource implements EngineSource {
  private final Path model;
  private final SessionOptions options;
  private final OptionalLong memoryBytes;
  private final EngineCache cache;
  private final OnnxEngine onnx;
  private final String meanwhile;

  ProviderSource(
      Path model,
      SessionOptions options,
      OptionalLong memoryBytes,
      EngineCache cache,
      OnnxEngine onnx,
      String meanwhile) {
    this.model = model;
    this.options = options;
    this.memoryBytes = memoryBytes;
    this.cache = cache;
    this.onnx = onnx;
    this.meanwhile = meanwhile;
  }

  @Override
  public String name() {
    return "ONNX Runtime TensorRT engine";
  }

  @Override
  public String meanwhile() {
    return meanwhile;
  }

  /** What the provider keeps it looks for itself, while the session is made. */
  @Override
  public Optional<PartialSession> kept() {
    return Optional.empty();
  }

  @Override
  public PartialSession make(BuildProgress progress) throws EngineException {
    GpuOptions asked = options.gpu().orElseThrow();
    CacheKey key =
        new CacheKey(
            asked.model(),
            onnx.probe().toString(),
            Gpus.here().list().getFirst(),
            ShapeRanges.asked(asked),
            asked.precision());
    try {
      Map<String, Range> ranges = ShapeRanges.of(inputs(), asked);
      Map<String, String> settings =
          OnnxProviders.tensorRtOptions(asked, ranges, cache.folder(key.text()), memoryBytes);
      Session session =
          onnx.open(
              model,
              options,
              added -> {
                OnnxProviders.addTensorRt(added, settings);
                OnnxProviders.addCuda(added, memoryBytes); // for what TensorRT can't run
              });
      return new RangedSession(session, ranges);
    } catch (IOException e) {
      throw new EngineException("engines can't be kept: " + e, e);
    }
  }

  /** The model's own, read on the CPU. */
  private List<Tensors.Spec> inputs() throws EngineException {
    try (Session session = onnx.open(model, options.onCpu())) {
      return session.inputs();
    }
  }
}
