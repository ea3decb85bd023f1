package io.skerry.packager.publish;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.cli.Report;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Brings a publication to the controller: roots, then blobs and manifests, then targets, which make
 * it all visible at once. Every step can be repeated. Confined to one thread.
 */
final class Publisher {
  private final ControllerApi api;
  private final Backoff backoff;
  private final Report report;

  Publisher(ControllerApi api, Backoff backoff, Report report) {
    this.api = api;
    this.backoff = backoff;
    this.report = report;
  }

  /** What was sent. */
  record Sent(int blobs, long bytes) {}

  Sent publish(Publication publication) throws IOException, Failure {
    for (Signed<Root> root : publication.roots()) {
      root(root);
    }
    int blobs = 0;
    long bytes = 0;
    int seen = 0;
    BlobUpload upload = new BlobUpload(api, backoff, report);
    for (Map.Entry<Sha256, Path> blob : publication.blobs().entrySet()) {
      long sent = upload.upload(blob.getKey(), blob.getValue());
      blobs += sent > 0 ? 1 : 0;
      bytes += sent;
      seen++;
      report.progress("publish: blob %d of %d".formatted(seen, publication.blobs().size()));
    }
    Answer answer = api.put("api/v1/repository/targets", publication.targets().bytes());
    if (!answer.isSuccess()) {
      throw answer.refused();
    }
    return new Sent(blobs, bytes);
  }

  private void root(Signed<Root> root) throws Failure {
    long version = root.metadata().version();
    Answer known = api.call("GET", "repository/metadata/" + version + ".root.json");
    if (known.isSuccess()) {
      if (!known.body().equals(Bytes.of(root.bytes()))) {
        throw Failure.refused(
            "the controller has another root of version %d; publish to the fleet's own controller"
                .formatted(version));
      }
      return;
    }
    Answer answer = api.put("api/v1/repository/root/" + version, root.bytes());
    if (!answer.isSuccess()) {
      throw answer.refused();
    }
    report.progress("publish: root " + version);
  }
}
