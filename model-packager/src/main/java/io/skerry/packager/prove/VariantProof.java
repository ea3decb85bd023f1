package io.skerry.packager.prove;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.npy.GoldenComparison;
import io.skerry.protocol.npy.NpyArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the golden samples through one variant. Confined to one thread. */
final class VariantProof {
  private final BlobFolder blobs;
  private final ModelContent model;
  private final Report report;

  VariantProof(BlobFolder blobs, ModelContent model, Report report) {
    this.blobs = blobs;
    this.model = model;
    this.report = report;
  }

  /**
   * The largest difference of any element from what is expected.
   *
   * @throws Failure REFUSED if one is beyond its tolerance
   */
  double prove(Variant variant) throws IOException, Failure, FormatException {
    SampleFiles files = new SampleFiles(blobs);
    double largest = 0;
    try (CpuParts parts = open(variant)) {
      for (GoldenSample sample : model.golden()) {
        Map<String, NpyArray> actual =
            parts.of(sample).run(files.inputs(model.tensors(sample), sample));
        Decimal tolerance = variant.tolerance().orElse(sample.tolerance());
        double difference = 0;
        for (Map.Entry<String, NpyArray> expected : files.expected(sample).entrySet()) {
          String subject =
              "variant %s, sample %s, output %s"
                  .formatted(variant.id(), sample.name(), expected.getKey());
          NpyArray answer = actual.get(expected.getKey());
          difference =
              Math.max(difference, compare(subject, expected.getValue(), answer, tolerance));
        }
        report.progress(
            "prove: %s %s, largest difference %s"
                .formatted(variant.id(), sample.name(), difference));
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  /** The samples with what this variant computes as expected outputs. */
  List<GoldenSample> record(Variant variant) throws IOException, Failure, FormatException {
    SampleFiles files = new SampleFiles(blobs);
    List<GoldenSample> recorded = new ArrayList<>();
    try (CpuParts parts = open(variant)) {
      for (GoldenSample sample : model.golden()) {
        Map<String, Blob> expected = new HashMap<>();
        Map<String, NpyArray> outputs =
            parts.of(sample).run(files.inputs(model.tensors(sample), sample));
        for (Map.Entry<String, NpyArray> output : outputs.entrySet()) {
          expected.put(output.getKey(), blobs.add(output.getValue().toBytes()));
        }
        recorded.add(
            new GoldenSample(
                sample.name(), sample.inputs(), expected, sample.tolerance(), sample.part()));
        report.progress("record: " + variant.id() + " " + sample.name());
      }
    }
    return recorded;
  }

  private CpuParts open(Variant variant) throws IOException, Failure {
    return CpuParts.open(variant, model, blobs);
  }

  private static double compare(
      String subject, NpyArray expected, NpyArray actual, Decimal tolerance) throws Failure {
    return switch (GoldenComparison.of(expected, actual, tolerance)) {
      case GoldenComparison.Agrees agrees -> agrees.largestDifference();
      case GoldenComparison.Differs differs ->
          throw Failure.refused(
              "%s: %s, tolerance %s; mend the model or record anew with --record"
                  .formatted(subject, differs.describe(), tolerance));
      case GoldenComparison.Incomparable other ->
          throw Failure.refused(
              subject + ": " + other.describe() + "; record what the model computes with --record");
    };
  }
}
