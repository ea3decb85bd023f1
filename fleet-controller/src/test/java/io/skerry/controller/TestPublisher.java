package io.skerry.controller;

import io.skerry.controller.state.OnlineKeys;
import io.skerry.protocol.chunk.ChunkIndex;
import io.skerry.protocol.chunk.Chunker;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.tuf.KeySet;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A publisher's desk for tests: offline keys, releases, and the calls that bring them. */
final class TestPublisher {
  private static final Duration LIFE = Duration.ofDays(30);

  final Ed25519Signer rootKey = Ed25519Signer.generate(new SecureRandom());
  final Ed25519Signer targetsKey = Ed25519Signer.generate(new SecureRandom());
  final Map<String, TargetFile> targets = new HashMap<>();
  private final TestController controller;

  TestPublisher(TestController controller) {
    this.controller = controller;
  }

  /** A root that names this desk's keys and the controller's. */
  Root root(long version) {
    OnlineKeys online = controller.state().onlineKeys();
    return Root.of(
        version,
        Instant.now().plus(LIFE),
        Map.of(
            RoleName.ROOT, KeySet.of(rootKey.publicKey()),
            RoleName.TARGETS, KeySet.of(targetsKey.publicKey()),
            RoleName.SNAPSHOT, KeySet.of(online.snapshot().publicKey()),
            RoleName.TIMESTAMP, KeySet.of(online.timestamp().publicKey()),
            RoleName.ASSIGNMENTS, KeySet.of(online.assignments().publicKey())));
  }

  TestController.Answer putRoot(Root root) throws Exception {
    return putRoot(root.version(), MetadataWriter.sign(root, List.of(rootKey)));
  }

  TestController.Answer putRoot(long version, byte[] file) throws Exception {
    return put("/api/v1/repository/root/" + version, file);
  }

  TestController.Answer putTargets(long version) throws Exception {
    return putTargets(new Targets(version, Instant.now().plus(LIFE), targets, Map.of(), Map.of()));
  }

  TestController.Answer putTargets(Targets metadata) throws Exception {
    return put("/api/v1/repository/targets", MetadataWriter.sign(metadata, List.of(targetsKey)));
  }

  private TestController.Answer put(String path, byte[] file) throws Exception {
    return controller.send(
        controller
            .request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(file)));
  }

  TestController.Answer patch(Sha256 blob, byte[] piece, long offset, long total) throws Exception {
    return controller.send(
        controller
            .request("/api/v1/uploads/" + blob)
            .header("Upload-Offset", Long.toString(offset))
            .header("Upload-Length", Long.toString(total))
            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(piece)));
  }

  TestController.Answer upload(byte[] blob) throws Exception {
    return patch(Sha256.of(blob), blob, 0, blob.length);
  }

  /** A model's manifest and blobs; the manifest is added to the next targets. */
  Release release(String id, int blobBytes) throws IOException, FormatException {
    byte[] blob = new byte[blobBytes];
    new Random(id.hashCode()).nextBytes(blob);
    ChunkIndex index = Chunker.index(new ByteArrayInputStream(blob));
    String json =
        """
        {"schema":1,"release":"%s","card":{"licence":"MIT","authors":["A"],"description":"d"},
         "content":{"kind":"model","task":"object-detection",
          "variants":[{"id":"fp32","engine":"onnxruntime","needs":{},
            "blob":{"sha256":"%s","length":%d,"index":{"sha256":"%s","length":%d}}}],
          "tensors":{"inputs":[],"outputs":[],"state":[]},
          "input":{"kind":"tensors"},"output":{"kind":"tensors"}}}
        """
            .formatted(
                ReleaseId.parse(id),
                Sha256.of(blob),
                blob.length,
                Sha256.of(index.toBytes()),
                index.toBytes().length);
    byte[] manifest = Manifest.parse(json.getBytes(StandardCharsets.UTF_8)).toBytes();
    targets.put(id, TargetFile.of(manifest));
    return new Release(manifest, blob, index);
  }

  /** What a release is made of. Not copied: tests read only. */
  static final class Release {
    final byte[] manifest;
    final byte[] blob;
    final ChunkIndex index;

    Release(byte[] manifest, byte[] blob, ChunkIndex index) {
      this.manifest = manifest;
      this.blob = blob;
      this.index = index;
    }
  }

  /** Uploads all that a release is made of. */
  void upload(Release release) throws Exception {
    upload(release.manifest);
    upload(release.blob);
    upload(release.index.toBytes());
  }
}
