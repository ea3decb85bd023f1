package io.skerry.agent.schedule;

import io.skerry.protocol.manifest.Decimal;
import java.util.List;
import java.util.Map;

/**
 * How inputs whose length differs from request to request, token counts, may be padded to be one
 * batch: only where the model's description says so, and only if that changes no answer.
 *
 * @param dimension the symbol in the tensors' shapes
 * @param buckets lengths to pad to, rising, 1 to 64 of them; what is longer runs alone
 * @param padding the value to pad each input with that has the dimension
 */
public record Ragged(String dimension, List<Integer> buckets, Map<String, Decimal> padding) {
  public Ragged {
    buckets = List.copyOf(buckets);
    padding = Map.copyOf(padding);
    if (buckets.isEmpty() || buckets.size() > 64) {
      throw new IllegalArgumentException("buckets: expected 1 to 64, got " + buckets.size());
    }
    int before = 0;
    for (int bucket : buckets) {
      if (bucket <= before) {
        throw new IllegalArgumentException("buckets: expected rising lengths, got " + buckets);
      }
      before = bucket;
    }
  }
}
