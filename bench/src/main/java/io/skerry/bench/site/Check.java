package io.skerry.bench.site;

/** What must hold in a step. */
public final class Check {
  private Check() {}

  public static void that(boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException(message);
    }
  }
}
