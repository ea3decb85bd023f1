package io.skerry.controller.repository;

import io.skerry.controller.blobs.BlobStore;
import io.skerry.protocol.chunk.ChunkIndex;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks that all that targets metadata names is here and is what it says: each manifest by length
 * and hash, of the release that its path names, each blob by length, each chunk index by its sum.
 * Confined to one thread; blocks.
 */
final class ReleaseCheck {
  private final BlobStore store;
  private final Map<ReleaseId, Bytes> manifests = new HashMap<>();
  private final Map<Sha256, Blob> blobs = new HashMap<>();
  private final List<String> missing = new ArrayList<>();

  ReleaseCheck(BlobStore store) {
    this.store = store;
  }

  /**
   * Checks everything.
   *
   * @throws TrustException for what is here and wrong
   * @throws IOException if a file can't be read
   */
  ReleaseSet check(Targets targets) throws TrustException, IOException {
    for (Map.Entry<String, TargetFile> target : targets.targets().entrySet()) {
      checkRelease(releaseId(target.getKey()), target.getValue());
    }
    return new ReleaseSet(manifests, blobs, missing);
  }

  private static ReleaseId releaseId(String path) throws TrustException {
    try {
      return ReleaseId.parse(path);
    } catch (IllegalArgumentException e) {
      throw TrustException.format("target path", e);
    }
  }

  private void checkRelease(ReleaseId release, TargetFile target)
      throws TrustException, IOException {
    Optional<byte[]> bytes = store.read(target.sha256(), Manifest.MAX_BYTES);
    if (bytes.isEmpty()) {
      missing.add("manifest " + target.sha256() + " of " + release);
      return;
    }
    target.check(release, bytes.get());
    Manifest manifest = parse(release, bytes.get());
    manifests.put(release, Bytes.of(bytes.get()));
    for (Blob blob : manifest.content().blobs()) {
      checkBlob(release, blob);
    }
  }

  private static Manifest parse(ReleaseId release, byte[] bytes) throws TrustException {
    try {
      Manifest manifest = Manifest.parse(bytes);
      if (!manifest.release().equals(release)) {
        throw TrustException.of(
            Reason.FORMAT, "manifest of " + release, "its own name", manifest.release());
      }
      return manifest;
    } catch (FormatException e) {
      throw TrustException.format("manifest of " + release, e);
    }
  }

  private void checkBlob(ReleaseId release, Blob blob) throws TrustException, IOException {
    Blob known = blobs.put(blob.sha256(), blob);
    if (blob.equals(known)) {
      return; // several releases share it
    }
    OptionalLong length = store.length(blob.sha256());
    if (length.isEmpty()) {
      missing.add("blob " + blob.sha256() + " of " + release);
    } else if (length.getAsLong() != blob.length()) {
      throw TrustException.of(
          Reason.LENGTH, "blob " + blob.sha256() + " of " + release, blob.length(), length);
    }
    if (blob.index().isPresent()) {
      checkIndex(release, blob, blob.index().get());
    }
  }

  private void checkIndex(ReleaseId release, Blob blob, Blob.Index index)
      throws TrustException, IOException {
    String subject = "chunk index " + index.sha256() + " of " + release;
    Optional<byte[]> bytes = store.read(index.sha256(), ChunkIndex.MAX_BYTES);
    if (bytes.isEmpty()) {
      missing.add(subject);
      return;
    }
    if (bytes.get().length != index.length()) {
      throw TrustException.of(Reason.LENGTH, subject, index.length(), bytes.get().length);
    }
    try {
      ChunkIndex.parse(bytes.get(), blob.length());
    } catch (FormatException e) {
      throw TrustException.format(subject, e);
    }
  }
}
