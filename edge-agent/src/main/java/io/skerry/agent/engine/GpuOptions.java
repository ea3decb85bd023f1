package io.skerry.agent.engine;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.TensorRt;
import io.skerry.protocol.manifest.TensorRt.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a variant asks of a GPU.
 *
 * @param model the digest of its file, by which engines made of it are kept
 * @param tensorrt what its release says of TensorRT
 * @param samples shapes of golden samples' inputs, by name, for inputs that the release names no
 *     shapes for
 * @param agreement what an engine must give before it takes over
 */
public record GpuOptions(
    Sha256 model,
    Optional<TensorRt> tensorrt,
    List<Map<String, long[]>> samples,
    Agreement agreement) {
  public GpuOptions {
    samples = List.copyOf(samples);
  }

  /** What layers may compute in. */
  Precision precision() {
    return tensorrt.flatMap(TensorRt::precision).orElse(Precision.FP32);
  }

  /** The shapes that the release names. */
  Map<String, TensorRt.Range> shapes() {
    return tensorrt.map(TensorRt::shapes).orElse(Map.of());
  }
}
