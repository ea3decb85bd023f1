package io.skerry.packager.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes that a power cut leaves either undone or whole. Thread-safe. */
public final class DurableFile {
  private DurableFile() {}

  /**
   * Replaces a file's content in one step.
   *
   * @throws IOException if that fails; the old content is then still there
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = temporary(folder);
    try {
      write(temporary, content, Set.of(StandardOpenOption.WRITE));
      rename(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Creates a file that must not exist yet; a private one can be read by its owner alone from the
   * first moment on.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  public static void create(Path file, byte[] content, boolean isPrivate) throws IOException {
    write(
        file,
        content,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        mode(isPrivate ? "rw-------" : "rw-r--r--"));
    syncFolder(file.toAbsolutePath().getParent());
  }

  /** A new, empty file beside those that it may be renamed to. */
  public static Path temporary(Path folder) throws IOException {
    return Files.createTempFile(folder, ".new-", null, mode("rw-r--r--"));
  }

  /** Renames in one step, over a file that may be there; the content must be on disk already. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(to.toAbsolutePath().getParent());
  }

  private static void write(
      Path file, byte[] content, Set<StandardOpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, options, attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }
}
