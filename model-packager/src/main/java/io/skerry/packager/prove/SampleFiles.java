package io.skerry.packager.prove;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Loads golden samples from a release's blobs, and checks their hashes. */
final class SampleFiles {
  private static final int MAX_FILE_BYTES = NpyArray.MAX_BYTES + 4096;

  private final BlobFolder blobs;

  SampleFiles(BlobFolder blobs) {
    this.blobs = blobs;
  }

  /** All inputs of the model, with state and constants filled in. */
  Map<String, NpyArray> inputs(Tensors tensors, GoldenSample sample)
      throws IOException, Failure, FormatException {
    return SampleInputs.complete(tensors, arrays(sample.inputs()));
  }

  /** The expected outputs, in the order of their names. */
  Map<String, NpyArray> expected(GoldenSample sample) throws IOException, Failure, FormatException {
    return arrays(sample.expected());
  }

  private Map<String, NpyArray> arrays(Map<String, Blob> files)
      throws IOException, Failure, FormatException {
    Map<String, NpyArray> arrays = new TreeMap<>();
    for (Map.Entry<String, Blob> file : files.entrySet()) {
      Blob blob = file.getValue();
      blobs.verify(blob.sha256(), blob.length());
      byte[] bytes = BoundedRead.file(blobs.path(blob.sha256()), MAX_FILE_BYTES);
      arrays.put(file.getKey(), NpyArray.parse(bytes));
    }
    return arrays;
  }
}
