package io.skerry.controller.blobs;

import io.skerry.protocol.chunk.ChunkIndex;
import io.skerry.protocol.message.Chunk;

/** Where a blob's chunks lie. */
sealed interface BlobLayout {
  /** How many chunks; none only in an empty blob. */
  int chunks();

  /** Where one begins. */
  long offset(int number);

  /** How long it is, in bytes. */
  int length(int number);

  /** As a chunk index lists them. */
  record Indexed(ChunkIndex index) implements BlobLayout {
    @Override
    public int chunks() {
      return index.size();
    }

    @Override
    public long offset(int number) {
      return index.offset(number);
    }

    @Override
    public int length(int number) {
      return index.length(number);
    }
  }

  /** Slices of 64 KiB, the last one whatever is left. */
  record Sliced(long blobBytes) implements BlobLayout {
    @Override
    public int chunks() {
      return Math.toIntExact((blobBytes + Chunk.SLICE_BYTES - 1) / Chunk.SLICE_BYTES);
    }

    @Override
    public long offset(int number) {
      return (long) number * Chunk.SLICE_BYTES;
    }

    @Override
    public int length(int number) {
      return (int) Math.min(Chunk.SLICE_BYTES, blobBytes - offset(number));
    }
  }
}
