package io.skerry.packager.file;

import io.skerry.packager.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small files whole, and never more than a limit. Thread-safe. */
public final class BoundedRead {
  private BoundedRead() {}

  /**
   * The content of a file.
   *
   * @throws Failure REFUSED if it is longer
   */
  public static byte[] file(Path file, int maxBytes) throws IOException, Failure {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw Failure.refused(file + ": expected at most " + maxBytes + " bytes");
      }
      return content;
    }
  }
}
