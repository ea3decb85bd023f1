package io.skerry.packager.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes that a power cut leaves either undone or whole. Thread-safe. */
public final class DurableFile {
  private DurableFile() {}

  /**
   * Replaces a file's content in one step.
   *
   * @throws IOException if that fails; the old content is then still there
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path temporary = temporary(folder(file));
    try {
      write(temporary, content);
      rename(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Creates a file that must not exist yet, in one step; a private one can be read by its owner
   * alone from the first moment on. Not for a name that another process may take at that moment.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  public static void create(Path file, byte[] content, boolean isPrivate) throws IOException {
    Path temporary = temporary(folder(file), isPrivate ? "rw-------" : "rw-r--r--");
    try {
      write(temporary, content);
      Files.move(temporary, file); // a hard link would be stricter, but a USB stick has none
      syncFolder(folder(file));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A new, empty file beside those that it may be renamed to. */
  public static Path temporary(Path folder) throws IOException {
    return temporary(folder, "rw-r--r--");
  }

  /** Renames in one step, over a file that may be there; the content must be on disk already. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(folder(to));
  }

  private static Path temporary(Path folder, String permissions) throws IOException {
    return Files.createTempFile(
        folder,
        ".new-",
        null,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }
}
