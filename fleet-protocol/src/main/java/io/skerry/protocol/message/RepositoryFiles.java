package io.skerry.protocol.message;

import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Copies;
import java.util.Map;

/**
 * Retained on {@code repository/current}: the timestamp, the snapshot and the metadata files that
 * they name, in their exact bytes. A file over 128 KiB is left out and fetched by its name.
 *
 * @param files by TUF file name: {@code timestamp.json}, {@code 7.snapshot.json}, {@code
 *     9.targets.json}
 */
public record RepositoryFiles(Map<String, Bytes> files) {
  /** The longest file that is sent along, in bytes. */
  public static final int MAX_FILE_BYTES = 128 * 1024;

  public RepositoryFiles {
    files = Copies.map("files", files, 256);
  }
}
