package io.skerry.agent.text;

/** A text as a model takes it; every token counts, none is padding. Immutable. */
public final class Tokens {
  private final long[] ids;
  private final long[] types;

  Tokens(long[] ids, long[] types) {
    this.ids = ids;
    this.types = types;
  }

  /** A copy of the tokens' ids. */
  public long[] ids() {
    return ids.clone();
  }

  /** A copy of the segments that the tokens belong to. */
  public long[] types() {
    return types.clone();
  }

  /** How many. */
  public int count() {
    return ids.length;
  }
}
