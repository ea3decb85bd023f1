package io.skerry.controller.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that a power cut leaves either as they were or as they should be. */
public final class DurableFile {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private DurableFile() {}

  /** Creates or replaces a file that anyone may read. */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, bytes, new FileAttribute<?>[0]);
  }

  /** Creates or replaces a file that only its owner may read, at no moment anyone else. */
  public static void writeSecret(Path file, byte[] bytes) throws IOException {
    write(file, bytes, PosixFilePermissions.asFileAttribute(OWNER));
  }

  /** Creates a folder that only its owner may enter, unless it is there. */
  public static void createSecretFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    }
  }

  /** Moves a finished file, of which everything is on disk, to its name in the same file system. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = to.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("expected a file in a folder, got " + to);
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(Path file, byte[] bytes, FileAttribute<?>... attributes)
      throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) < 0) {
          throw new IOException("no progress writing " + file);
        }
      }
      channel.force(true);
    }
    move(temporary, file);
  }
}
