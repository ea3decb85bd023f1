package io.skerry.protocol.message;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Copies;
import java.util.List;

/**
 * On {@code blobs/{digest}/want}: the chunks that a device misses, at most once a second per blob.
 *
 * @param ranges at most 1,024, in order
 */
public record Want(DeviceId device, List<Range> ranges) {
  public Want {
    ranges = Copies.list("ranges", ranges, 1024);
  }

  /** Chunk numbers from {@code first} to {@code last}, both included. */
  public record Range(int first, int last) {
    public Range {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException(
            "range: expected 0 <= first <= last, got " + first + " to " + last);
      }
    }
  }
}
