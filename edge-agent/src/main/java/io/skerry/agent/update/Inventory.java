package io.skerry.agent.update;

import io.skerry.agent.fetch.BlobFetcher;
import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.state.Healthy;
import io.skerry.agent.store.BlobStore;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blobs that the releases on this device name. Update thread only. */
final class Inventory {
  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  private final DeviceState state;
  private final Manifests manifests;
  private final BlobStore store;

  Inventory(DeviceState state, Manifests manifests, BlobStore store) {
    this.state = state;
    this.manifests = manifests;
    this.store = store;
  }

  /**
   * The blobs that every attempt and last healthy release names whose manifest is here, of all
   * variants; not all of them are here.
   */
  List<Blob> blobs() throws IOException {
    List<Blob> blobs = new ArrayList<>();
    for (Blob file : files()) {
      Optional<Manifest> manifest = manifests.read(file);
      if (manifest.isPresent()) {
        blobs.addAll(manifest.get().content().blobs());
      }
    }
    return blobs.stream().distinct().toList();
  }

  /** Deletes what no release names. */
  void collect() throws IOException {
    Set<Sha256> kept = new HashSet<>();
    files().forEach(file -> kept.add(file.sha256()));
    for (Blob blob : blobs()) {
      kept.add(blob.sha256());
      if (blob.index().isPresent()) {
        kept.add(BlobFetcher.indexOf(blob).sha256());
      }
    }
    int deleted = store.keepOnly(kept);
    if (deleted > 0) {
      LOG.info("{} blobs deleted that no release names", deleted);
    }
  }

  private List<Blob> files() {
    return Stream.concat(
            state.releases().attempts().values().stream()
                .map(Attempt::manifest)
                .flatMap(Optional::stream),
            state.releases().healthy().values().stream().map(Healthy::manifest))
        .distinct()
        .toList();
  }
}
