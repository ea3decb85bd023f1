package io.skerry.packager.source;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.manifest.Batching;
import io.skerry.protocol.manifest.Card;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Parameter;
import io.skerry.protocol.manifest.TensorRt;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A description as its author writes it. */
public sealed interface ReleaseSource {
  /** What it describes: {@code model}, {@code pipeline} or {@code config}. */
  String kind();

  /** What is released. */
  ModelName name();

  /** Its version, three numbers. */
  Version version();

  /** For people. */
  Card card();

  /** What an assignment may set. */
  Map<String, Parameter> parameters();

  /**
   * {@code model.yaml}.
   *
   * @param input an {@code Input} whose tensor may be left out; a tokenizer is a file's name
   * @param output an {@code Output} whose tensors may be left out
   * @param labels a list, or the name of a file with one label a line
   */
  record Model(
      String kind,
      ModelName name,
      Version version,
      Card card,
      Map<String, Parameter> parameters,
      String task,
      List<VariantSource> variants,
      ObjectNode input,
      ObjectNode output,
      List<Tensors.StatePair> state,
      List<Tensors.Constant> constants,
      Optional<JsonNode> labels,
      Optional<GoldenSource> golden,
      Optional<Batching> batching)
      implements ReleaseSource {}

  /** {@code pipeline.yaml}. */
  record Pipeline(
      String kind,
      ModelName name,
      Version version,
      Card card,
      Map<String, Parameter> parameters,
      String source,
      ModelName model)
      implements ReleaseSource {}

  /** {@code config.yaml}. */
  record Config(
      String kind, ModelName name, Version version, Card card, Map<String, Parameter> parameters)
      implements ReleaseSource {}

  /** A variant, its file, and one for each part of the model. */
  record VariantSource(
      String id,
      Variant.EngineKind engine,
      String file,
      Map<String, String> files,
      Optional<Variant.Needs> needs,
      Optional<Decimal> tolerance,
      Optional<TensorRt> tensorrt) {
    /** What it needs; nothing where it doesn't say. */
    @JsonIgnore
    public Variant.Needs needed() {
      return needs.orElse(new Variant.Needs(List.of(), Optional.empty(), Optional.empty()));
    }
  }

  /**
   * Where golden samples stand and how close an answer must come.
   *
   * @param parts which part of the model computes a sample, by the sample's name
   */
  record GoldenSource(String folder, Decimal tolerance, Map<String, String> parts) {}
}
