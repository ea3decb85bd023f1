package io.skerry.packager.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.release.Proof;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Content;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.PipelineContent;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Describes a release folder and checks its blobs' hashes. */
final class ReleaseInspection {
  private ReleaseInspection() {}

  static Finding inspect(Path folder) throws IOException, Failure, FormatException {
    ReleaseFolder release = ReleaseFolder.open(folder);
    Manifest manifest = release.manifest();
    for (Blob blob : manifest.content().blobs()) {
      release.blobs().verify(blob.sha256(), blob.length());
      if (blob.index().isPresent()) {
        release.blobs().verify(blob.index().get().sha256(), blob.index().get().length());
      }
    }
    Optional<Proof> proof = release.proof();
    Sha256 hash = Sha256.of(release.manifestBytes());
    List<String> lines = new ArrayList<>();
    lines.add("release " + manifest.release());
    lines.add("  manifest " + hash);
    lines.add("  " + manifest.card().description());
    lines.add("  licence " + manifest.card().licence());
    lines.addAll(content(manifest.content()));
    lines.add("  all " + manifest.content().blobs().size() + " blobs have their hashes");
    lines.add(proof.isPresent() ? "  proven " + proof.get().variants() : "  no proof");
    ObjectNode json = Json.object().put("kind", "release").put("manifestSha256", hash.hex());
    json.set("manifest", Json.tree(manifest));
    proof.ifPresent(found -> json.set("proof", Json.tree(found)));
    return new Finding(lines, json);
  }

  private static List<String> content(Content content) {
    List<String> lines = new ArrayList<>();
    if (content instanceof PipelineContent pipeline) {
      lines.add("  pipeline from source " + pipeline.source() + " through " + pipeline.model());
    }
    if (content instanceof ModelContent model) {
      lines.add("  model, " + model.task());
      for (Variant variant : model.variants()) {
        lines.add(
            "  variant %s, %s, %,d bytes"
                .formatted(variant.id(), lower(variant.engine()), variant.blob().length()));
      }
      lines.addAll(tensors("input", model.tensors().inputs()));
      lines.addAll(tensors("output", model.tensors().outputs()));
      lines.add(
          "  %d labels, %d golden samples".formatted(model.labels().size(), model.golden().size()));
    }
    return lines;
  }

  static List<String> tensors(String role, List<Tensors.Spec> specs) {
    return specs.stream()
        .map(spec -> "  %s %s %s %s".formatted(role, spec.name(), lower(spec.type()), spec.shape()))
        .toList();
  }

  /** As it is written in a manifest. */
  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
