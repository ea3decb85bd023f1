package io.skerry.agent.store;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of blobs by their SHA-256, with those under way as {@code {sha256}.part}. A file that
 * bears a bare digest was whole and verified when it got that name. Confined to one thread, except
 * {@link #path}.
 */
public final class BlobStore {
  static final String PARTIAL = ".part";
  private static final long RESERVE_BYTES = 64L << 20;
  private static final int BUFFER_BYTES = 128 * 1024;

  private final Path folder;
  private final FreeBytes freeBytes;

  private BlobStore(Path folder, FreeBytes freeBytes) {
    this.folder = folder;
    this.freeBytes = freeBytes;
  }

  /** Opens or creates the folder. */
  public static BlobStore open(Path folder) throws IOException {
    return open(folder, path -> Files.getFileStore(path).getUsableSpace());
  }

  /** The same on a disk that says how much is free. */
  public static BlobStore open(Path folder, FreeBytes freeBytes) throws IOException {
    return new BlobStore(Durable.folder(folder), freeBytes);
  }

  /** How many bytes the disk of a folder could still take. */
  @FunctionalInterface
  public interface FreeBytes {
    long in(Path folder) throws IOException;
  }

  /** Where the blob lies, if it is here. */
  public Path path(Sha256 blob) {
    return folder.resolve(blob.hex());
  }

  /** Whether the blob is here, by its name. */
  public boolean has(Sha256 blob) {
    return Files.isRegularFile(path(blob));
  }

  /** Whether the blob is here with its very bytes; a damaged one is deleted. */
  public boolean verify(Blob blob) throws IOException {
    Path file = path(blob.sha256());
    if (!Files.isRegularFile(file)) {
      return false;
    }
    if (Files.size(file) == blob.length() && digest(file).equals(blob.sha256())) {
      return true;
    }
    Durable.delete(file);
    return false;
  }

  /**
   * The bytes of a small blob, verified.
   *
   * @return empty if it is not here or damaged
   */
  public Optional<byte[]> read(Blob blob, int maxBytes) throws IOException {
    if (blob.length() > maxBytes || !verify(blob)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(path(blob.sha256()));
    return Sha256.of(bytes).equals(blob.sha256()) ? Optional.of(bytes) : Optional.empty();
  }

  /**
   * Begins a blob, or goes on with what an earlier process left of it.
   *
   * @throws StoreException if the disk has no room for it
   */
  public PartialBlob begin(Blob blob, Layout layout) throws IOException {
    requireRoom(List.of(blob));
    return PartialBlob.open(partial(blob), path(blob.sha256()), blob, layout);
  }

  /**
   * Checks that there is room for all that is missing of these blobs together.
   *
   * @throws StoreException if not, or if it would leave less than a reserve for the database
   */
  public void requireRoom(List<Blob> blobs) throws IOException {
    long missing = 0;
    for (Blob blob : blobs) {
      Path file = partial(blob);
      missing += Math.max(0, blob.length() - (Files.exists(file) ? Files.size(file) : 0));
    }
    long free = freeBytes.in(folder);
    if (free < missing + RESERVE_BYTES) {
      throw new StoreException(
          "blobs "
              + blobs.stream().map(blob -> blob.sha256().hex()).toList()
              + ": expected room for "
              + missing
              + " bytes and a reserve of "
              + RESERVE_BYTES
              + ", got "
              + free);
    }
  }

  /** Deletes what is here of blobs under way. */
  public void discard(List<Blob> blobs) throws IOException {
    for (Blob blob : blobs) {
      Files.deleteIfExists(partial(blob));
    }
  }

  private Path partial(Blob blob) {
    return folder.resolve(blob.sha256().hex() + PARTIAL);
  }

  /** Deletes every blob, whole or under way, that is not among these. */
  public int keepOnly(Set<Sha256> wanted) throws IOException {
    int deleted = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String digest =
            name.endsWith(PARTIAL) ? name.substring(0, name.length() - PARTIAL.length()) : name;
        if (wanted.stream().noneMatch(kept -> kept.hex().equals(digest))) {
          Files.deleteIfExists(file);
          deleted++;
        }
      }
    }
    return deleted;
  }

  static Sha256 digest(Path file) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.ofDigest(digest.digest());
  }
}
