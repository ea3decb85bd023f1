package io.skerry.packager.source;

import io.skerry.packager.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The folder that a release is packed from: nothing outside it is read. Thread-safe. */
public final class SourceFolder {
  private final Path folder;

  /**
   * Opens a folder.
   *
   * @throws Failure MISUSE if it is none
   */
  public SourceFolder(Path folder) throws Failure {
    if (!Files.isDirectory(folder)) {
      throw Failure.misuse(
          folder + ": expected a folder with model.yaml, pipeline.yaml or config.yaml");
    }
    this.folder = folder;
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /**
   * A file or folder inside, by its relative path.
   *
   * @throws Failure REFUSED for an absolute path, one that leaves the folder by {@code ..} or a
   *     link, or one that isn't there
   */
  public Path resolve(String relative) throws IOException, Failure {
    Path target = inside(relative);
    if (!Files.exists(target)) {
      throw Failure.refused(target + ": no such file; the description names it");
    }
    if (!target.toRealPath().startsWith(folder.toRealPath())) {
      throw Failure.refused(target + ": a link that leaves the folder; copy the file instead");
    }
    return target;
  }

  private Path inside(String relative) throws Failure {
    try {
      Path path = Path.of(relative);
      Path target = folder.resolve(path).normalize();
      if (!path.isAbsolute() && target.startsWith(folder.normalize())) {
        return target;
      }
    } catch (InvalidPathException _) {
      // A name that the file system can't hold: refused below.
    }
    throw Failure.refused("'" + relative + "': expected a path inside " + folder);
  }
}
