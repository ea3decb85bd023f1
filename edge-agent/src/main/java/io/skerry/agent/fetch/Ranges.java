package io.skerry.agent.fetch;

import io.skerry.protocol.message.Want.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which chunks to ask for next. */
final class Ranges {
  private static final int MAX_RANGES = 1024;

  private Ranges() {}

  /** The first missing chunks, at most {@code maxChunks}, in order. */
  static List<Range> missing(BitSet present, int count, int maxChunks) {
    List<Range> ranges = new ArrayList<>();
    int left = maxChunks;
    int first = present.nextClearBit(0);
    while (first < count && left > 0 && ranges.size() < MAX_RANGES) {
      int next = present.nextSetBit(first);
      int end = Math.min(next < 0 ? count : next, first + left);
      ranges.add(new Range(first, end - 1));
      left -= end - first;
      first = present.nextClearBit(end);
    }
    return ranges;
  }
}
