package io.skerry.agent.update;

import io.skerry.agent.release.ReleaseException;
import io.skerry.agent.release.Variants;
import io.skerry.agent.store.BlobStore;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.ConfigContent;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.PipelineContent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The manifests on this device, and what they ask for. Update thread only. */
final class Manifests {
  private final BlobStore store;

  Manifests(BlobStore store) {
    this.store = store;
  }

  /** A manifest whose bytes are those of its hash; empty if it is not here or damaged. */
  Optional<Manifest> read(Blob blob) throws IOException {
    Optional<byte[]> bytes = store.read(blob, Manifest.MAX_BYTES);
    try {
      return bytes.isPresent() ? Optional.of(Manifest.parse(bytes.get())) : Optional.empty();
    } catch (FormatException _) {
      return Optional.empty(); // an older agent may meet a newer form
    }
  }

  /** The variant of a model that this machine runs: the one taken before, else what fits now. */
  static Optional<String> variant(Manifest manifest, Optional<String> taken)
      throws ReleaseException {
    return manifest.content() instanceof ModelContent model
        ? Optional.of(Variants.choose(model, taken).id())
        : Optional.empty();
  }

  /** The blobs that this machine needs to run it with the variant that was taken. */
  static List<Blob> needed(Manifest manifest, Optional<String> variant) throws ReleaseException {
    return switch (manifest.content()) {
      case ModelContent model -> Variants.needed(model, variant);
      case PipelineContent pipeline -> pipeline.blobs();
      case ConfigContent config -> config.blobs();
    };
  }

  /** Models come first and pipelines last, since they need the others. */
  static int order(Manifest manifest) {
    return switch (manifest.content()) {
      case ModelContent _ -> 0;
      case ConfigContent _ -> 1;
      case PipelineContent _ -> 2;
    };
  }
}
