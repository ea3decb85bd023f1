package io.skerry.protocol.tuf;

import java.io.IOException;
import java.util.Optional;

/** Where metadata files come from: MQTT, HTTP or a folder. What it gives is not trusted. */
public interface MetadataSource {
  /**
   * A file by its TUF name ({@code 5.root.json}, {@code timestamp.json}, {@code 7.snapshot.json}).
   *
   * @param maxBytes what is longer may be cut off or refused
   * @return empty if the repository says that it has no such file
   * @throws IOException if it can't be asked
   */
  Optional<byte[]> fetch(String fileName, int maxBytes) throws IOException;
}
