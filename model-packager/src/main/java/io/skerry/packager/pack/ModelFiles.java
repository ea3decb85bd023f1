package io.skerry.packager.pack;

import com.fasterxml.jackson.core.JsonPointer;
import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.packager.onnx.OnnxModel;
import io.skerry.packager.onnx.OnnxReader;
import io.skerry.packager.onnx.OnnxRules;
import io.skerry.packager.source.Description;
import io.skerry.packager.source.ReleaseSource;
import io.skerry.packager.source.SourceFolder;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes in the variants' files. All ONNX variants must have the same inputs and outputs. */
final class ModelFiles {
  private final SourceFolder folder;
  private final Description description;
  private final BlobFolder blobs;
  private final Report report;
  private Optional<OnnxModel> onnx = Optional.empty();

  ModelFiles(SourceFolder folder, Description description, BlobFolder blobs, Report report) {
    this.folder = folder;
    this.description = description;
    this.blobs = blobs;
    this.report = report;
  }

  List<Variant> pack(List<ReleaseSource.VariantSource> sources)
      throws IOException, Failure, FormatException {
    List<Variant> variants = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (ReleaseSource.VariantSource source : sources) {
      JsonPointer at = JsonPointer.compile("/variants/" + variants.size());
      if (!source.id().matches("[a-z0-9_.-]{1,64}") || !ids.add(source.id())) {
        throw description
            .document()
            .fault(at.appendProperty("id"), "expected an id of a-z, 0-9, _ . - used once");
      }
      Path file = folder.resolve(source.file());
      report.progress("pack: " + source.id() + " from " + source.file());
      if (source.engine() == Variant.EngineKind.ONNXRUNTIME) {
        inspect(file, at);
      }
      variants.add(
          new Variant(
              source.id(),
              source.engine(),
              blobs.add(file, OnnxReader.MAX_BYTES),
              source.needed(),
              source.tolerance()));
    }
    return variants;
  }

  /** What the ONNX variants have in common. */
  OnnxModel onnx() throws FormatException {
    if (onnx.isEmpty()) {
      throw description
          .document()
          .fault(
              JsonPointer.compile("/variants"),
              "expected at least one variant with engine onnxruntime, to read the tensors from");
    }
    return onnx.get();
  }

  private void inspect(Path file, JsonPointer at) throws IOException, FormatException {
    OnnxModel model = OnnxReader.read(file);
    OnnxRules.check(file, folder.path(), model);
    if (onnx.isPresent()
        && !(same(onnx.get().inputs(), model.inputs())
            && same(onnx.get().outputs(), model.outputs()))) {
      throw description
          .document()
          .fault(at.appendProperty("file"), "expected the same inputs and outputs as before");
    }
    onnx = Optional.of(onnx.orElse(model));
  }

  /** The names of symbolic dimensions may differ. */
  private static boolean same(List<Tensors.Spec> one, List<Tensors.Spec> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same =
          one.get(i).name().equals(other.get(i).name())
              && one.get(i).type() == other.get(i).type()
              && Shapes.fits(one.get(i).dimensions(), other.get(i).dimensions());
    }
    return same;
  }
}
