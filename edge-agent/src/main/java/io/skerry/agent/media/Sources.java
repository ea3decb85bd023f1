package io.skerry.agent.media;

import io.skerry.agent.media.MediaException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens sources. Thread-safe; what it opens is confined to one platform thread and closed there.
 */
public final class Sources {
  private Sources() {}

  /**
   * Opens a source for its pictures: a video, one picture, or a folder of them.
   *
   * @throws MediaException if it isn't there, can't be read or holds none
   */
  public static FrameSource frames(SourceConfig source) throws MediaException {
    Path path = present(source);
    return Files.isDirectory(path) || PictureFiles.isPicture(path)
        ? PictureFiles.open(path)
        : VideoFile.open(path);
  }

  /**
   * Opens a source for its sound, as mono at {@code rateHz}.
   *
   * @throws MediaException if it isn't there, can't be read or holds none
   */
  public static SoundSource sound(SourceConfig source, int rateHz) throws MediaException {
    return SoundFile.open(present(source), rateHz);
  }

  private static Path present(SourceConfig source) throws MediaException {
    Path path = Path.of(source.uri());
    if (!Files.exists(path)) {
      throw new MediaException(Fault.GONE, "source " + source.uri() + ": no such file or folder");
    }
    return path;
  }
}
