package io.skerry.packager.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFileTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path folder;

  @Test
  void createsNothingWhenItIsCutShort() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(
        ClosedByInterruptException.class,
        () -> DurableFile.create(folder.resolve("key"), CONTENT, true));
    Thread.interrupted();
    assertEquals(List.of(), Folders.list(folder));
  }

  @Test
  void createsAPrivateFileAndNeverOverwritesIt() throws Exception {
    Path file = folder.resolve("key");
    DurableFile.create(file, CONTENT, true);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertThrows(
        FileAlreadyExistsException.class, () -> DurableFile.create(file, new byte[9], true));
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of(file), Folders.list(folder));
  }
}
