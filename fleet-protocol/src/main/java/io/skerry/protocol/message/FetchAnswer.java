package io.skerry.protocol.message;

import io.skerry.protocol.json.Bytes;
import java.util.Optional;

/**
 * On {@code devices/{id}/in/fetched}: a piece of a metadata file, or none where there is no such
 * file.
 *
 * @param total the file's length in bytes; 0 where absent
 * @param bytes at most 64 KiB from {@code offset} on
 */
public record FetchAnswer(long id, String name, long offset, long total, Optional<Bytes> bytes) {
  /** The longest piece, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;
}
