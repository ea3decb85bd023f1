package io.skerry.agent.media;

import io.skerry.agent.media.MediaException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One picture, or a folder's pictures by name, one a second; broken ones are left out. Confined to
 * one thread.
 */
final class PictureFiles implements FrameSource {
  private static final Logger LOG = LoggerFactory.getLogger(PictureFiles.class);
  private static final int MAX_FILES = 100_000;
  private static final long MS_EACH = 1000;

  private final List<Path> files;
  private int next;
  private int decoded;

  private PictureFiles(List<Path> files) {
    this.files = files;
  }

  /** Whether the name says JPEG or PNG. */
  static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
  }

  static PictureFiles open(Path path) throws MediaException {
    if (!Files.isDirectory(path)) {
      return new PictureFiles(List.of(path));
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> files = entries.filter(PictureFiles::isPicture).limit(MAX_FILES).sorted().toList();
      if (files.isEmpty()) {
        throw new MediaException(Fault.GONE, "source " + path.getFileName() + ": no pictures");
      }
      return new PictureFiles(files);
    } catch (IOException e) {
      throw new MediaException(Fault.GONE, "source " + path.getFileName() + ": " + e, e);
    }
  }

  @Override
  public Optional<Frame> next(Picture spare) throws MediaException {
    while (next < files.size()) {
      Path file = files.get(next);
      long number = next++;
      try {
        Picture picture = Pictures.decode(read(file));
        decoded++;
        return Optional.of(new Frame(picture, number, number * MS_EACH));
      } catch (MediaException e) {
        LOG.warn("source: {} is left out: {}", file, e.getMessage());
      }
    }
    if (decoded == 0) {
      throw new MediaException(Fault.BROKEN, "source: none of its pictures can be read");
    }
    return Optional.empty();
  }

  private static byte[] read(Path file) throws MediaException {
    try {
      if (Files.size(file) > Pictures.MAX_BYTES) {
        throw new MediaException(Fault.TOO_LARGE, "source " + file.getFileName() + ": over 16 MiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new MediaException(Fault.GONE, "source " + file.getFileName() + ": " + e, e);
    }
  }

  @Override
  public void close() {
    // Nothing stays open between two pictures.
  }
}
