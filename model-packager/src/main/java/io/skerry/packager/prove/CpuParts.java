package io.skerry.packager.prove;

import io.skerry.packager.blob.BlobFolder;
import io.skerry.packager.cli.Failure;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All files of one variant, loaded. Confined to one thread; close it. */
final class CpuParts implements AutoCloseable {
  private final Map<Optional<String>, CpuSession> sessions = new HashMap<>();

  private CpuParts() {}

  /**
   * Loads the variant's own file and one for each part.
   *
   * @throws Failure REFUSED if one can't be loaded or has other tensors than the manifest says
   */
  static CpuParts open(Variant variant, ModelContent model, BlobFolder blobs)
      throws IOException, Failure {
    CpuParts parts = new CpuParts();
    boolean opened = false;
    try {
      parts.open(Optional.empty(), variant.id(), variant.blob(), model.tensors(), blobs);
      for (Map.Entry<String, Blob> file : variant.files().entrySet()) {
        String part = file.getKey();
        parts.open(
            Optional.of(part),
            variant.id() + ", part " + part,
            file.getValue(),
            model.parts().get(part),
            blobs);
      }
      opened = true;
      return parts;
    } finally {
      if (!opened) {
        parts.close();
      }
    }
  }

  private void open(
      Optional<String> part, String subject, Blob blob, Tensors tensors, BlobFolder blobs)
      throws IOException, Failure {
    blobs.verify(blob.sha256(), blob.length());
    CpuSession session = CpuSession.open(subject, blobs.path(blob.sha256()));
    sessions.put(part, session);
    if (!session.inputNames().equals(names(tensors.inputs()))
        || !session.outputNames().equals(names(tensors.outputs()))) {
      throw Failure.refused(
          "variant " + subject + ": its tensors differ from the manifest's; pack again");
    }
  }

  /** The one that computes a sample. */
  CpuSession of(GoldenSample sample) {
    return sessions.get(sample.part());
  }

  private static Set<String> names(List<Tensors.Spec> specs) {
    return specs.stream().map(Tensors.Spec::name).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    sessions.values().forEach(CpuSession::close);
  }
}
