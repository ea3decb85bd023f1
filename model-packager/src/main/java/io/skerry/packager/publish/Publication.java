package io.skerry.packager.publish;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.repository.RepositoryFolder;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What there is to publish, all of it verified.
 *
 * @param roots from version 1 on
 * @param blobs every file that the releases need, manifests last, by hash
 */
record Publication(List<Signed<Root>> roots, Signed<Targets> targets, Map<Sha256, Path> blobs) {

  static Publication of(RepositoryFolder repository)
      throws IOException, Failure, FormatException, TrustException {
    List<Signed<Root>> roots = repository.roots();
    Signed<Targets> targets =
        repository
            .targets(roots.getLast().metadata())
            .orElseThrow(() -> Failure.refused("nothing is signed yet; run 'packager sign' first"));
    Map<Sha256, Path> blobs = new LinkedHashMap<>();
    Map<Sha256, Path> manifests = new LinkedHashMap<>();
    for (Map.Entry<String, TargetFile> target :
        new TreeMap<>(targets.metadata().targets()).entrySet()) {
      ReleaseId release = ReleaseId.parse(target.getKey());
      Path file = repository.manifestFile(release, target.getValue());
      byte[] bytes = BoundedRead.file(file, Manifest.MAX_BYTES);
      target.getValue().check(release, bytes);
      manifests.put(target.getValue().sha256(), file);
      addBlobs(repository, Manifest.parse(bytes), blobs);
    }
    blobs.putAll(manifests);
    return new Publication(roots, targets, blobs);
  }

  private static void addBlobs(
      RepositoryFolder repository, Manifest manifest, Map<Sha256, Path> blobs)
      throws IOException, Failure {
    for (Blob blob : manifest.content().blobs()) {
      repository.blobs().verify(blob.sha256(), blob.length());
      blobs.put(blob.sha256(), repository.blobs().path(blob.sha256()));
      if (blob.index().isPresent()) {
        Blob.Index index = blob.index().get();
        repository.blobs().verify(index.sha256(), index.length());
        blobs.put(index.sha256(), repository.blobs().path(index.sha256()));
      }
    }
  }
}
