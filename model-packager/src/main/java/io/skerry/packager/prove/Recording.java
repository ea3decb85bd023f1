package io.skerry.packager.prove;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.util.List;

/** Takes what the first CPU variant computes as the expected outputs of all. */
final class Recording {
  private Recording() {}

  /** The rewritten manifest; blobs that only the old one named are removed. */
  static Manifest record(
      ReleaseFolder release, Manifest manifest, ModelContent model, Report report)
      throws IOException, Failure, FormatException {
    Variant reference = CpuVariants.of(model).getFirst();
    List<GoldenSample> golden = new VariantProof(release.blobs(), model, report).record(reference);
    ModelContent recorded = model.withGolden(golden);
    Manifest rewritten =
        new Manifest(
            manifest.schema(),
            manifest.release(),
            manifest.card(),
            manifest.parameters(),
            recorded,
            manifest.unproven());
    release.write(rewritten);
    release.blobs().keepOnly(recorded.blobs());
    return rewritten;
  }
}
