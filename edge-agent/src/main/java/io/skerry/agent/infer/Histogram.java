package io.skerry.agent.infer;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How many times took how long, in fixed buckets from 100 µs to 10 s. Thread-safe, lock-free. */
public final class Histogram {
  /** The upper bounds of the buckets in nanoseconds; what is over the last has one of its own. */
  public static final List<Long> BOUNDS =
      LongStream.of(
              100,
              250,
              500,
              1_000,
              2_500,
              5_000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_500_000,
              5_000_000,
              10_000_000)
          .mapToObj(micros -> micros * 1_000)
          .toList();

  private static final long[] UPPER = BOUNDS.stream().mapToLong(Long::longValue).toArray();

  private final LongAdder[] buckets =
      Stream.generate(LongAdder::new).limit(UPPER.length + 1L).toArray(LongAdder[]::new);

  void add(long nanos) {
    int bucket = 0;
    while (bucket < UPPER.length && nanos > UPPER[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
  }

  /** For each bound how many took at most that long, and last how many there are. */
  public long[] cumulative() {
    long[] counts = new long[buckets.length];
    long sum = 0;
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      sum += buckets[bucket].sum();
      counts[bucket] = sum;
    }
    return counts;
  }
}
