package io.skerry.bench.demo;

/** What must hold in a step. */
final class Check {
  private Check() {}

  static void that(boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException(message);
    }
  }
}
