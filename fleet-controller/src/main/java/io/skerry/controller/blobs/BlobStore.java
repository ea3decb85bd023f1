package io.skerry.controller.blobs;

import io.skerry.controller.files.DurableFile;
import io.skerry.protocol.id.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The folder of content-addressed bytes: {@code blobs/{sha256}}, whole and verified, never changed.
 * Unfinished uploads stand beside it in {@code blobs/uploads/}. Thread-safe; blocks.
 */
public final class BlobStore {
  private final Path folder;
  private final Path uploads;

  /**
   * Opens the folder, making it where there is none.
   *
   * @throws IOException if it can't be made
   */
  public BlobStore(Path folder) throws IOException {
    this.folder = folder;
    this.uploads = folder.resolve("uploads");
    Files.createDirectories(uploads);
  }

  /** The length of a blob in bytes; empty where there is none. */
  public OptionalLong length(Sha256 blob) throws IOException {
    try {
      return OptionalLong.of(Files.size(file(blob)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * A whole small blob.
   *
   * @return empty where there is none or it is longer than {@code maxBytes}
   */
  public Optional<byte[]> read(Sha256 blob, int maxBytes) throws IOException {
    OptionalLong length = length(blob);
    return length.isEmpty() || length.getAsLong() > maxBytes
        ? Optional.empty()
        : Optional.of(read(blob, 0, (int) length.getAsLong()));
  }

  /**
   * A part of a blob.
   *
   * @throws IOException if there is no such part
   */
  public byte[] read(Sha256 blob, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file(blob), StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw new EOFException("blob " + blob + " ends before byte " + (offset + length));
        }
      }
    }
    return buffer.array();
  }

  Path upload(Sha256 blob) {
    return uploads.resolve(blob.hex());
  }

  Path uploads() {
    return uploads;
  }

  /** Takes over a finished, verified upload. */
  void adopt(Sha256 blob) throws IOException {
    DurableFile.move(upload(blob), file(blob));
  }

  /** How many bytes the file system still takes. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  private Path file(Sha256 blob) {
    return folder.resolve(blob.hex());
  }
}
