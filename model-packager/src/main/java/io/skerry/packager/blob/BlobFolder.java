package io.skerry.packager.blob;

import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.DurableFile;
import io.skerry.packager.file.Folders;
import io.skerry.protocol.chunk.ChunkIndex;
import io.skerry.protocol.chunk.Chunker;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Chunk;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of blobs, each a file named by its SHA-256. Content is streamed, written to a temporary
 * file, synced and renamed: what stands under a hash is whole. Safe for several threads and
 * processes at once.
 */
public final class BlobFolder {
  private final Path folder;

  /** A folder that exists, or will by {@link #create}. */
  public BlobFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder if need be. */
  public void create() throws IOException {
    Files.createDirectories(folder);
  }

  /** Where a blob stands, if it is here. */
  public Path path(Sha256 sha256) {
    return folder.resolve(sha256.hex());
  }

  /**
   * Adds a file's bytes, and their chunk index where they are longer than a slice.
   *
   * @throws Failure REFUSED if it is longer than allowed, or changes meanwhile
   */
  public Blob add(Path file, long maxBytes) throws IOException, Failure {
    long length = Files.size(file);
    if (length > maxBytes) {
      throw Failure.refused(
          file
              + ": expected at most "
              + maxBytes
              + " bytes, got "
              + length
              + "; use a smaller one");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return add(in, length, file.toString());
    }
  }

  /** Adds bytes in memory. */
  public Blob add(byte[] bytes) throws IOException, Failure {
    return add(new ByteArrayInputStream(bytes), bytes.length, "bytes");
  }

  private Blob add(InputStream in, long length, String what) throws IOException, Failure {
    Path temporary = DurableFile.temporary(folder);
    try {
      Optional<ChunkIndex> index;
      CopiedStream copied;
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        copied = new CopiedStream(in, out);
        index = length > Chunk.SLICE_BYTES ? Optional.of(Chunker.index(copied)) : drain(copied);
        out.getFD().sync();
      }
      if (copied.bytes() != length) {
        throw Failure.refused(what + ": changed while it was read; try again");
      }
      Sha256 sha256 = copied.sha256();
      DurableFile.rename(temporary, path(sha256));
      return new Blob(sha256, length, index.isPresent() ? addIndex(index.get()) : Optional.empty());
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Optional<ChunkIndex> drain(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
    return Optional.empty();
  }

  private Optional<Blob.Index> addIndex(ChunkIndex index) throws IOException, Failure {
    byte[] bytes = index.toBytes();
    Sha256 sha256 = Sha256.of(bytes);
    DurableFile.replace(path(sha256), bytes);
    return Optional.of(new Blob.Index(sha256, bytes.length));
  }

  /**
   * Copies a blob of another folder to here and checks it on the way; one that is here stays.
   *
   * @throws Failure REFUSED if the other folder lacks it, or holds other bytes under its name
   */
  public void copyFrom(BlobFolder other, Sha256 sha256, long length) throws IOException, Failure {
    if (Files.exists(path(sha256))) {
      verify(sha256, length);
      return;
    }
    other.require(sha256);
    Path temporary = DurableFile.temporary(folder);
    try (InputStream in = Files.newInputStream(other.path(sha256));
        FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      CopiedStream copied = new CopiedStream(in, out);
      drain(copied);
      out.getFD().sync();
      other.check(sha256, length, copied);
      DurableFile.rename(temporary, path(sha256));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Requires that a blob is here with exactly its bytes.
   *
   * @throws Failure REFUSED
   */
  public void verify(Sha256 sha256, long length) throws IOException, Failure {
    require(sha256);
    try (InputStream in = Files.newInputStream(path(sha256))) {
      CopiedStream read = new CopiedStream(in, OutputStream.nullOutputStream());
      drain(read);
      check(sha256, length, read);
    }
  }

  /** Removes every blob that is neither among these nor one of their indexes. */
  public void keepOnly(Collection<Blob> blobs) throws IOException {
    Set<String> names = new HashSet<>();
    for (Blob blob : blobs) {
      names.add(blob.sha256().hex());
      blob.index().ifPresent(index -> names.add(index.sha256().hex()));
    }
    for (Path file : Folders.list(folder)) {
      if (!names.contains(file.getFileName().toString())) {
        Files.delete(file);
      }
    }
  }

  private void require(Sha256 sha256) throws Failure {
    if (!Files.isRegularFile(path(sha256))) {
      throw Failure.refused(path(sha256) + ": the manifest names this blob but it is not there");
    }
  }

  private void check(Sha256 sha256, long length, CopiedStream read) throws Failure {
    Sha256 actual = read.sha256();
    if (!actual.equals(sha256) || read.bytes() != length) {
      throw Failure.refused(
          "%s: expected %d bytes with this name's hash, got %d with %s; pack again"
              .formatted(path(sha256), length, read.bytes(), actual));
    }
  }
}
