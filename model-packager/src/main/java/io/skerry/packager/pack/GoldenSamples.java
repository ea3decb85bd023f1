package io.skerry.packager.pack;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.file.Folders;
import io.skerry.packager.source.ReleaseSource.GoldenSource;
import io.skerry.packager.source.SourceFolder;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code golden/NAME/in/TENSOR.npy} and {@code golden/NAME/out/TENSOR.npy}; a slash in a
 * tensor's name is written {@code %2F}. A sample without {@code out} gets empty expected outputs,
 * which no model computes: {@code prove --record} fills them.
 */
final class GoldenSamples {
  private static final int MAX_FILE_BYTES = NpyArray.MAX_BYTES + 4096;
  private static final String ENDING = ".npy";

  private final SourceFolder folder;
  private final GoldenSource golden;
  private final Tensors own;
  private final Map<String, Tensors> parts;
  private final BlobFolder blobs;

  GoldenSamples(
      SourceFolder folder,
      GoldenSource golden,
      Tensors own,
      Map<String, Tensors> parts,
      BlobFolder blobs) {
    this.folder = folder;
    this.golden = golden;
    this.own = own;
    this.parts = parts;
    this.blobs = blobs;
  }

  List<GoldenSample> pack() throws IOException, Failure, FormatException {
    List<GoldenSample> samples = new ArrayList<>();
    List<String> names = names(golden.folder());
    if (!names.containsAll(golden.parts().keySet())
        || !parts.keySet().containsAll(golden.parts().values())) {
      throw Failure.refused(
          "golden: expected parts of samples out of %s, each one of %s, got %s"
              .formatted(names, parts.keySet(), new TreeMap<>(golden.parts())));
    }
    for (String name : names) {
      samples.add(sample(name));
    }
    return samples;
  }

  private GoldenSample sample(String name) throws IOException, Failure, FormatException {
    String at = golden.folder() + "/" + name;
    Optional<String> part = Optional.ofNullable(golden.parts().get(name));
    Tensors tensors = part.map(parts::get).orElse(own);
    for (String inside : names(at)) {
      if (!inside.equals("in") && !inside.equals("out")) {
        throw Failure.refused(at + "/" + inside + ": expected only the folders in and out");
      }
    }
    Map<String, Blob> inputs = new TreeMap<>();
    Map<String, Blob> expected = new TreeMap<>();
    try {
      SampleInputs.complete(tensors, arrays(at + "/in", inputs));
      for (Map.Entry<String, NpyArray> output : outputs(at, tensors, expected).entrySet()) {
        requireOutput(tensors, output.getKey(), output.getValue());
      }
    } catch (FormatException e) {
      throw new FormatException(at + ": " + e.getMessage());
    }
    return new GoldenSample(name, inputs, expected, golden.tolerance(), part);
  }

  private Map<String, NpyArray> outputs(String at, Tensors tensors, Map<String, Blob> expected)
      throws IOException, Failure, FormatException {
    if (names(at).contains("out")) {
      return arrays(at + "/out", expected);
    }
    for (Tensors.Spec output : tensors.outputs()) {
      NpyArray nothing = NpyArray.zeros(output.type(), new long[] {0});
      expected.put(output.name(), blobs.add(nothing.toBytes()));
    }
    return Map.of();
  }

  private Map<String, NpyArray> arrays(String at, Map<String, Blob> into)
      throws IOException, Failure, FormatException {
    Map<String, NpyArray> arrays = new TreeMap<>();
    for (String file : names(at)) {
      if (!file.endsWith(ENDING)) {
        throw Failure.refused(at + "/" + file + ": expected only NumPy files, TENSOR.npy");
      }
      String tensor = file.substring(0, file.length() - ENDING.length()).replace("%2F", "/");
      byte[] bytes = BoundedRead.file(folder.resolve(at + "/" + file), MAX_FILE_BYTES);
      try {
        arrays.put(tensor, NpyArray.parse(bytes));
      } catch (FormatException e) {
        throw new FormatException(file + ": " + e.getMessage());
      }
      into.put(tensor, blobs.add(bytes));
    }
    if (arrays.isEmpty()) {
      throw Failure.refused(at + ": expected at least one TENSOR.npy");
    }
    return arrays;
  }

  private static void requireOutput(Tensors tensors, String name, NpyArray array)
      throws FormatException {
    for (Tensors.Spec output : tensors.outputs()) {
      if (output.name().equals(name)) {
        Optional<String> refusal = array.refusal(output);
        if (refusal.isPresent()) {
          throw new FormatException("out: " + refusal.get());
        }
        return;
      }
    }
    throw new FormatException(
        "out: expected tensors out of " + Shapes.names(tensors.outputs()) + ", got " + name);
  }

  private List<String> names(String at) throws IOException, Failure {
    Path path = folder.resolve(at);
    if (!Files.isDirectory(path)) {
      throw Failure.refused(path + ": expected a folder");
    }
    return Folders.list(path).stream()
        .map(entry -> entry.getFileName().toString())
        .filter(name -> !name.startsWith("."))
        .toList();
  }
}
