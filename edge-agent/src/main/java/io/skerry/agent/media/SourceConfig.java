package io.skerry.agent.media;

import java.net.URI;
import java.nio.file.Path;

/**
 * One of the device's own named sources, from its own configuration.
 *
 * @param uri {@code file:} of a video, a sound, a picture or a folder of pictures
 * @param loop begin again at the end
 * @param realTime at the pace of the recording, dropping frames that come too fast; otherwise as
 *     fast as they are worked off, dropping none
 */
public record SourceConfig(URI uri, boolean loop, boolean realTime) {
  public SourceConfig {
    if (!"file".equals(uri.getScheme()) || uri.getPath() == null) {
      throw new IllegalArgumentException("source: expected a file: URI, got " + uri);
    }
    try {
      Path _ = Path.of(uri);
    } catch (IllegalArgumentException e) { // such as file://host/path
      throw new IllegalArgumentException("source " + uri + ": " + e.getMessage(), e);
    }
  }
}
