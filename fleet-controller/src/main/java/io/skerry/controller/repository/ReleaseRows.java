package io.skerry.controller.repository;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.manifest.Blob;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables of manifests and of the blobs that may be sent out, in the caller's transaction. */
final class ReleaseRows {
  private final Handle handle;

  ReleaseRows(Handle handle) {
    this.handle = handle;
  }

  /** Puts this set in the place of the one before; manifests of withdrawn releases stay. */
  void replace(ReleaseSet set) {
    handle.execute("DELETE FROM release_blob");
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO release_blob (sha256, length, index_sha256) VALUES (?, ?, ?)"
                + " ON CONFLICT (sha256) DO UPDATE"
                + " SET index_sha256 = coalesce(release_blob.index_sha256, excluded.index_sha256)")) {
      for (Blob blob : set.blobs().values()) {
        batch.add(
            blob.sha256().hex(),
            blob.length(),
            blob.index().map(index -> index.sha256().hex()).orElse(null));
        blob.index().ifPresent(index -> batch.add(index.sha256().hex(), index.length(), null));
      }
      for (Bytes manifest : set.manifests().values()) {
        batch.add(Sha256.of(manifest.toArray()).hex(), manifest.length(), null);
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
    for (Map.Entry<ReleaseId, Bytes> manifest : set.manifests().entrySet()) {
      byte[] bytes = manifest.getValue().toArray();
      handle.execute(
          "INSERT INTO manifest (sha256, path, bytes) VALUES (?, ?, ?)"
              + " ON CONFLICT (sha256) DO NOTHING",
          Sha256.of(bytes).hex(),
          manifest.getKey().toString(),
          bytes);
    }
  }

  /** A manifest by its hash and target path. */
  Optional<byte[]> manifest(ReleaseId release, Sha256 hash) {
    return handle
        .createQuery("SELECT bytes FROM manifest WHERE sha256 = ? AND path = ?")
        .bind(0, hash.hex())
        .bind(1, release.toString())
        .mapTo(byte[].class)
        .findOne();
  }
}
