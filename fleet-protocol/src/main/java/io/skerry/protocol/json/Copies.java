package io.skerry.protocol.json;

import java.util.List;
import java.util.Map;

/** Immutable copies for record constructors. */
public final class Copies {
  private Copies() {}

  /** An immutable copy of at most {@code max} elements. */
  public static <T> List<T> list(String what, List<T> values, int max) {
    limit(what, values.size(), max);
    return List.copyOf(values);
  }

  /** An immutable copy of at most {@code max} entries. */
  public static <K, V> Map<K, V> map(String what, Map<K, V> values, int max) {
    limit(what, values.size(), max);
    return Map.copyOf(values);
  }

  private static void limit(String what, int size, int max) {
    if (size > max) {
      throw new IllegalArgumentException(what + ": expected at most " + max + ", got " + size);
    }
  }
}
