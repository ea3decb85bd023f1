package io.skerry.controller.blobs;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Takes blobs in pieces that a broken connection doesn't undo. A blob becomes visible when it is
 * whole, hashed and on disk. Uploads nobody went on with for a week are forgotten. Thread-safe;
 * blocks.
 */
public final class Uploads {
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final long RESERVE_BYTES = 64L << 20;
  private static final Duration FORGET_AFTER = Duration.ofDays(7);

  private final BlobStore blobs;
  private final Clock clock;
  private final Set<Sha256> busy = ConcurrentHashMap.newKeySet();

  public Uploads(BlobStore blobs, Clock clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  /** Where the sender of a blob goes on; the blob's length when it is whole. */
  public long offset(Sha256 blob) throws IOException {
    OptionalLong whole = blobs.length(blob);
    return whole.isPresent() ? whole.getAsLong() : size(blobs.upload(blob));
  }

  /**
   * Appends a piece. What arrived before the stream broke stays.
   *
   * @param offset where the piece begins
   * @param total the whole blob's length
   * @throws IOException if the stream broke or the disk failed
   */
  public UploadResult append(Sha256 blob, long offset, long total, InputStream piece)
      throws IOException {
    if (blobs.length(blob).isPresent()) {
      return new UploadResult.Whole();
    }
    if (total < 0 || total > Blob.MAX_BYTES) {
      return new UploadResult.NoRoom("a blob has at most " + Blob.MAX_BYTES + " bytes");
    }
    if (!busy.add(blob)) {
      return new UploadResult.Busy();
    }
    try {
      return appendAlone(blob, offset, total, piece);
    } finally {
      busy.remove(blob);
    }
  }

  private UploadResult appendAlone(Sha256 blob, long offset, long total, InputStream piece)
      throws IOException {
    long stands = size(blobs.upload(blob));
    if (offset != stands || offset > total) {
      return new UploadResult.WrongOffset(stands);
    }
    long missing = total - offset;
    if (blobs.freeBytes() - missing < RESERVE_BYTES) {
      return new UploadResult.NoRoom("no room for " + missing + " bytes more");
    }
    long end = offset + copy(blobs.upload(blob), missing, piece);
    return end < total ? new UploadResult.Partial(end) : finish(blob);
  }

  /** Copies up to {@code limit} bytes and brings them to the disk, even if the stream breaks. */
  private static long copy(Path file, long limit, InputStream piece) throws IOException {
    long copied = 0;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      try {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (copied < limit) {
          int count = piece.read(buffer, 0, (int) Math.min(buffer.length, limit - copied));
          if (count < 0) {
            break;
          }
          ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
          while (bytes.hasRemaining()) {
            copied += channel.write(bytes);
          }
        }
      } finally {
        channel.force(true);
      }
    }
    return copied;
  }

  private UploadResult finish(Sha256 blob) throws IOException {
    Sha256 actual = hash(blobs.upload(blob));
    if (!actual.equals(blob)) {
      Files.delete(blobs.upload(blob));
      return new UploadResult.WrongHash(actual.hex());
    }
    blobs.adopt(blob);
    return new UploadResult.Whole();
  }

  /** Forgets abandoned uploads; called at start and daily. */
  public void forgetOld() throws IOException {
    Instant limit = clock.instant().minus(FORGET_AFTER);
    try (Stream<Path> files = Files.list(blobs.uploads())) {
      for (Path file : files.toList()) {
        FileTime changed = Files.getLastModifiedTime(file);
        if (changed.toInstant().isBefore(limit)) {
          Files.delete(file);
        }
      }
    }
  }

  private static Sha256 hash(Path file) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Sha256.ofDigest(digest.digest());
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
