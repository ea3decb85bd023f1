package io.skerry.agent.text;

/** What was generated, and why there is no more of it. Immutable. */
public final class Generated {
  private final long[] tokens;
  private final Ending ending;

  Generated(long[] tokens, Ending ending) {
    this.tokens = tokens;
    this.ending = ending;
  }

  /** Why a text ends. */
  public enum Ending {
    /** The model ended it. */
    END,
    /** It is as long as it may be. */
    LENGTH,
    /** It was cancelled; the tokens are those so far. */
    CANCELLED
  }

  /** A copy of the tokens, without the one that ends it. */
  public long[] tokens() {
    return tokens.clone();
  }

  /** Why there are no more. */
  public Ending ending() {
    return ending;
  }
}
