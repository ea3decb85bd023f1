package io.skerry.controller.blobs;

import io.skerry.controller.db.Database;
import io.skerry.protocol.chunk.ChunkIndex;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The blobs that may be sent out: manifests, chunk indexes and blobs of the releases in the newest
 * targets metadata, and nothing else that was ever uploaded. Thread-safe; blocks.
 */
final class PublishedBlobs {
  private final Database database;
  private final BlobStore blobs;

  PublishedBlobs(Database database, BlobStore blobs) {
    this.database = database;
    this.blobs = blobs;
  }

  /** Where a blob's chunks lie; empty if it may not be sent out. */
  Optional<BlobLayout> layout(Sha256 blob) throws IOException {
    Optional<Row> row =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT length, index_sha256 FROM release_blob WHERE sha256 = ?")
                    .bind(0, blob.hex())
                    .map(
                        (result, context) ->
                            new Row(
                                result.getLong("length"),
                                Optional.ofNullable(result.getString("index_sha256"))
                                    .map(Sha256::new)))
                    .findOne());
    OptionalLong length = blobs.length(blob);
    if (row.isEmpty() || length.isEmpty() || length.getAsLong() != row.get().length()) {
      return Optional.empty();
    }
    return Optional.of(layout(row.get()));
  }

  private BlobLayout layout(Row row) throws IOException {
    if (row.index().isEmpty()) {
      return new BlobLayout.Sliced(row.length());
    }
    Sha256 index = row.index().get();
    byte[] bytes =
        blobs
            .read(index, ChunkIndex.MAX_BYTES)
            .orElseThrow(() -> new IOException("chunk index " + index + " is gone"));
    try {
      return new BlobLayout.Indexed(ChunkIndex.parse(bytes, row.length()));
    } catch (FormatException e) {
      throw new IOException("chunk index " + index + " can't be read", e);
    }
  }

  private record Row(long length, Optional<Sha256> index) {}
}
