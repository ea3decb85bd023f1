package io.skerry.agent.update;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Card;
import io.skerry.protocol.manifest.ConfigContent;
import io.skerry.protocol.manifest.Content;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Parameter;
import io.skerry.protocol.manifest.PipelineContent;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.message.Assignment.Desired;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small releases. */
final class Samples {
  private Samples() {}

  static byte[] weights(String release) {
    byte[] bytes = new byte[100_000];
    new Random(release.hashCode()).nextBytes(bytes);
    return bytes;
  }

  static Blob blob(byte[] bytes) {
    return new Blob(Sha256.of(bytes), bytes.length, Optional.empty());
  }

  static Manifest model(String release) {
    return model(release, variant("fp32", weights(release)));
  }

  static Variant variant(String id, byte[] weights) {
    return new Variant(
        id,
        Variant.EngineKind.ONNXRUNTIME,
        blob(weights),
        new Variant.Needs(List.of(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  static Manifest model(String release, Variant... variants) {
    Tensors tensors = tensors();
    ModelContent content =
        new ModelContent(
            "other",
            List.of(variants),
            tensors,
            new Input.Raw(),
            new Output.Raw(),
            List.of(),
            List.of());
    return manifest(
        release,
        content,
        Map.of(
            "minScore",
            new Parameter.Range(new Decimal("0.7"), new Decimal("0.3"), new Decimal("0.9"))));
  }

  static Manifest config(String release, String probationMs) {
    return manifest(
        release,
        new ConfigContent(),
        Map.of(
            "probationMs",
            new Parameter.Range(
                new Decimal(probationMs), new Decimal("0"), new Decimal("100000"))));
  }

  static Manifest pipeline(String release, String model) {
    return manifest(
        release, new PipelineContent("door", ReleaseId.parse(model + "@1.0.0").model()), Map.of());
  }

  static Desired desired(String release) {
    return new Desired(ReleaseId.parse(release), Map.of());
  }

  static Desired desired(String release, String parameter, String value) {
    return new Desired(ReleaseId.parse(release), Map.of(parameter, value));
  }

  private static Manifest manifest(
      String release, Content content, Map<String, Parameter> parameters) {
    Card card = new Card("MIT", List.of("us"), "a sample", Optional.empty(), List.of());
    return new Manifest(
        1, ReleaseId.parse(release), card, parameters, content, Optional.of("a test"));
  }

  private static Tensors tensors() {
    Tensors.Spec in = new Tensors.Spec("x", ElementType.FLOAT32, List.of("1"));
    Tensors.Spec out = new Tensors.Spec("y", ElementType.FLOAT32, List.of("1"));
    return new Tensors(List.of(in), List.of(out), List.of(), List.of());
  }
}
