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
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes in the variants' files: each variant's own, and one for each part. All ONNX files of a part
 * must have the same inputs and outputs.
 */
final class ModelFiles {
  private static final String OWN = "";

  private final SourceFolder folder;
  private final Description description;
  private final BlobFolder blobs;
  private final Report report;
  private final Map<String, OnnxModel> models = new TreeMap<>();

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
      Map<String, Blob> further = new TreeMap<>();
      for (Map.Entry<String, String> file : source.files().entrySet()) {
        JsonPointer there = at.appendProperty("files").appendProperty(file.getKey());
        if (!file.getKey().matches("[a-z0-9_-]{1,64}")) {
          throw description.document().fault(there, "expected a name of a-z, 0-9, _ -");
        }
        further.put(file.getKey(), add(source, file.getKey(), file.getValue(), there));
      }
      variants.add(
          new Variant(
              source.id(),
              source.engine(),
              add(source, OWN, source.file(), at.appendProperty("file")),
              source.needed(),
              source.tolerance(),
              further,
              source.tensorrt()));
    }
    return variants;
  }

  private Blob add(ReleaseSource.VariantSource source, String part, String name, JsonPointer at)
      throws IOException, Failure, FormatException {
    Path file = folder.resolve(name);
    report.progress("pack: " + source.id() + " from " + name);
    if (source.engine() == Variant.EngineKind.ONNXRUNTIME) {
      inspect(part, file, at);
    }
    return blobs.add(file, OnnxReader.MAX_BYTES);
  }

  /** What the ONNX variants' own files have in common. */
  OnnxModel onnx() throws FormatException {
    if (!models.containsKey(OWN)) {
      throw description
          .document()
          .fault(
              JsonPointer.compile("/variants"),
              "expected at least one variant with engine onnxruntime, to read the tensors from");
    }
    return models.get(OWN);
  }

  /** The tensors of each part, by its name. */
  Map<String, Tensors> parts() {
    Map<String, Tensors> parts = new TreeMap<>();
    models.forEach(
        (part, model) ->
            parts.put(part, new Tensors(model.inputs(), model.outputs(), List.of(), List.of())));
    parts.remove(OWN);
    return parts;
  }

  private void inspect(String part, Path file, JsonPointer at) throws IOException, FormatException {
    OnnxModel model = OnnxReader.read(file);
    OnnxRules.check(file, folder.path(), model);
    OnnxModel before = models.putIfAbsent(part, model);
    if (before != null
        && !(same(before.inputs(), model.inputs()) && same(before.outputs(), model.outputs()))) {
      throw description.document().fault(at, "expected the same inputs and outputs as before");
    }
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
