package io.skerry.packager.prove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.release.Proof;
import io.skerry.packager.release.ReleaseFolder;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code packager prove}: shows that a model computes its golden samples. */
@Command(
    name = "prove",
    description = {
      "Run the golden samples on ONNX Runtime, on this machine's CPU, and compare every output.",
      "Writes RELEASE/proof.json, without which a model is not signed."
    })
public final class ProveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RELEASE", description = "The release folder.")
  private Path folder;

  @Option(
      names = "--record",
      description = "First take what the model computes now as the expected outputs.")
  private boolean record;

  @Mixin private Report report;

  @Override
  public Integer call() throws Exception {
    ReleaseFolder release = ReleaseFolder.open(folder);
    Manifest manifest = release.manifest();
    if (manifest.content() instanceof ModelContent model) {
      Manifest proven = record ? Recording.record(release, manifest, model, report) : manifest;
      tell(proven, prove(release, (ModelContent) proven.content()));
    } else {
      tell(manifest, new Proof(Sha256.of(release.manifestBytes()), Map.of()));
    }
    return 0;
  }

  private Proof prove(ReleaseFolder release, ModelContent model)
      throws IOException, Failure, FormatException {
    if (model.golden().isEmpty()) {
      throw Failure.refused(
          "no golden samples; add some under 'golden:', or sign with --unproven and a reason");
    }
    Map<String, String> differences = new TreeMap<>();
    VariantProof proof = new VariantProof(release.blobs(), model, report);
    for (Variant variant : CpuVariants.of(model)) {
      differences.put(variant.id(), Double.toString(proof.prove(variant)));
    }
    Proof proven = new Proof(Sha256.of(release.manifestBytes()), differences);
    release.writeProof(proven);
    return proven;
  }

  private void tell(Manifest manifest, Proof proof) {
    boolean isModel = manifest.content() instanceof ModelContent;
    report.line(manifest.release() + (isModel ? ": proven" : ": nothing to prove"));
    new TreeMap<>(proof.variants())
        .forEach((id, largest) -> report.line("  " + id + " largest difference " + largest));
    List<String> elsewhere =
        manifest.content() instanceof ModelContent model ? CpuVariants.others(model) : List.of();
    elsewhere.forEach(id -> report.line("  " + id + " not run: proven on each device"));
    ObjectNode result = Json.object().put("release", manifest.release().toString());
    result.put("manifest", proof.manifest().hex());
    result.set("variants", Json.tree(proof.variants()));
    result.set("notRun", Json.tree(elsewhere));
    report.result(result);
  }
}
