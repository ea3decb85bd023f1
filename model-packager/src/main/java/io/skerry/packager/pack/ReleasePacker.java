package io.skerry.packager.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.source.Description;
import io.skerry.packager.source.ReleaseSource;
import io.skerry.packager.source.SourceFolder;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ConfigContent;
import io.skerry.protocol.manifest.Content;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.PipelineContent;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a manifest of a source folder and adds its blobs. The same content gives the same bytes.
 * Confined to one thread.
 */
final class ReleasePacker {
  private final SourceFolder folder;
  private final BlobFolder blobs;
  private final Report report;

  ReleasePacker(SourceFolder folder, BlobFolder blobs, Report report) {
    this.folder = folder;
    this.blobs = blobs;
    this.report = report;
  }

  Manifest pack(Optional<Version> version) throws IOException, Failure, FormatException {
    Description description = Description.read(folder);
    ReleaseSource source = description.source();
    Content content =
        switch (source) {
          case ReleaseSource.Model model -> model(description, model);
          case ReleaseSource.Pipeline pipeline ->
              new PipelineContent(pipeline.source(), pipeline.model());
          case ReleaseSource.Config _ -> new ConfigContent();
        };
    ReleaseId release = new ReleaseId(source.name(), version.orElse(source.version()));
    try {
      return new Manifest(
          1, release, source.card(), source.parameters(), content, Optional.empty());
    } catch (IllegalArgumentException e) {
      throw description.document().fault(JsonPointer.compile("/parameters"), e.getMessage());
    }
  }

  private ModelContent model(Description description, ReleaseSource.Model source)
      throws IOException, Failure, FormatException {
    ModelFiles files = new ModelFiles(folder, description, blobs, report);
    List<Variant> variants = files.pack(source.variants());
    List<String> labels = LabelList.read(folder, description.document(), source.labels());
    TensorSpecs specs = new TensorSpecs(description.document());
    Tensors tensors = specs.of(files.onnx(), source);
    Map<String, Tensors> parts = files.parts();
    YamlDocument document = description.document();
    TokenizerFiles tokenizers = new TokenizerFiles(folder, document, blobs);
    ObjectNode outputBlock = tokenizers.taken("output", source.output());
    String encoder = outputBlock.path("encoder").path("part").asText();
    Input input =
        InputBinding.bind(
            document,
            tokenizers.taken("input", source.input()),
            parts.containsKey(encoder) ? parts.get(encoder).inputs() : specs.freeInputs(tensors),
            parts.containsKey(encoder) || !outputBlock.path("kind").asText().equals("generate"));
    Output output = OutputBinding.bind(document, outputBlock, specs.freeOutputs(tensors), labels);
    if (output instanceof Output.Generate generate) {
      TensorBinding inputs = new TensorBinding(document, "output", outputBlock, tensors.inputs());
      new GenerateBinding(generate, inputs, tensors).check(input, parts);
    }
    checkTolerances(description, source);
    List<GoldenSample> golden = golden(source, tensors, parts);
    try {
      return new ModelContent(
          source.task(),
          variants,
          tensors,
          parts,
          input,
          output,
          labels,
          golden,
          BatchingRule.checked(source.batching(), tensors));
    } catch (IllegalArgumentException e) {
      throw document.fault(JsonPointer.empty(), e.getMessage());
    }
  }

  private List<GoldenSample> golden(
      ReleaseSource.Model source, Tensors tensors, Map<String, Tensors> parts)
      throws IOException, Failure, FormatException {
    if (source.golden().isEmpty()) {
      return List.of();
    }
    List<GoldenSample> samples =
        new GoldenSamples(folder, source.golden().get(), tensors, parts, blobs).pack();
    report.progress("pack: " + samples.size() + " golden samples");
    return samples;
  }

  private static void checkTolerances(Description description, ReleaseSource.Model source)
      throws FormatException {
    if (source.golden().isPresent()) {
      checkTolerance(description, source.golden().get().tolerance(), "/golden/tolerance");
    }
    for (int i = 0; i < source.variants().size(); i++) {
      Optional<Decimal> tolerance = source.variants().get(i).tolerance();
      if (tolerance.isPresent()) {
        checkTolerance(description, tolerance.get(), "/variants/" + i + "/tolerance");
      }
    }
  }

  private static void checkTolerance(Description description, Decimal tolerance, String at)
      throws FormatException {
    if (tolerance.value() < 0 || tolerance.value() > 1) {
      throw description
          .document()
          .fault(JsonPointer.compile(at), "expected \"0\" to \"1\", got " + tolerance);
    }
  }
}
