package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.skerry.protocol.json.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One runnable form of a model.
 *
 * @param id unique in the release, {@code fp32-cpu}
 * @param engine what runs it
 * @param blob the model file
 * @param needs the hardware without which it can't run
 * @param tolerance replaces the golden samples' own, for a form of lower precision
 * @param files further model files, one for each part of the model, by its name; at most 8
 * @param tensorrt how TensorRT runs it
 */
public record Variant(
    String id,
    EngineKind engine,
    Blob blob,
    Needs needs,
    Optional<Decimal> tolerance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Blob> files,
    Optional<TensorRt> tensorrt) {
  public Variant {
    files = Copies.map("files", files, 8);
  }

  /** One of a single file. */
  public Variant(
      String id, EngineKind engine, Blob blob, Needs needs, Optional<Decimal> tolerance) {
    this(id, engine, blob, needs, tolerance, Map.of(), Optional.empty());
  }

  /** One of several files. */
  public Variant(
      String id,
      EngineKind engine,
      Blob blob,
      Needs needs,
      Optional<Decimal> tolerance,
      Map<String, Blob> files) {
    this(id, engine, blob, needs, tolerance, files, Optional.empty());
  }

  /** Its own file and the further ones. */
  public List<Blob> allFiles() {
    return Stream.concat(Stream.of(blob), files.values().stream()).toList();
  }

  /** A runtime. */
  public enum EngineKind {
    @JsonProperty("onnxruntime")
    ONNXRUNTIME,
    @JsonProperty("tensorrt")
    TENSORRT
  }

  /**
   * Hardware needs; what is left out is not needed.
   *
   * @param arch {@code x86_64}, {@code aarch64}; empty means any
   * @param gpu {@code cuda}
   * @param memoryMb free memory, of the GPU where one is needed
   */
  public record Needs(List<String> arch, Optional<String> gpu, Optional<Integer> memoryMb) {
    public Needs {
      arch = Copies.list("arch", arch, 8);
    }
  }
}
