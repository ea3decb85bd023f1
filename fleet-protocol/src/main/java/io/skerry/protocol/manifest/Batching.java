package io.skerry.protocol.manifest;

import io.skerry.protocol.json.Copies;
import java.util.List;
import java.util.Map;

/**
 * How requests may be put together, beyond what the tensors say.
 *
 * @param ragged the dimension that differs from request to request
 */
public record Batching(Ragged ragged) {
  /**
   * Inputs of unlike length that are filled up to one of a few lengths, so that they go together.
   *
   * @param dimension the name of a symbolic dimension, {@code sequence}
   * @param buckets lengths in ascending order, at most 16; what is longer goes alone
   * @param padding what fills each input that has the dimension, by its name
   */
  public record Ragged(String dimension, List<Integer> buckets, Map<String, Decimal> padding) {
    public Ragged {
      buckets = Copies.list("buckets", buckets, 16);
      padding = Copies.map("padding", padding, 64);
      if (buckets.isEmpty() || padding.isEmpty()) {
        throw new IllegalArgumentException("ragged: expected at least one bucket and one padding");
      }
      int before = 0;
      for (int bucket : buckets) {
        if (bucket <= before || bucket > 1 << 20) {
          throw new IllegalArgumentException(
              "buckets: expected ascending lengths from 1 to 1048576, got " + buckets);
        }
        before = bucket;
      }
    }
  }
}
