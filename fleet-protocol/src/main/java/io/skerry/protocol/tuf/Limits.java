package io.skerry.protocol.tuf;

/** How much of an unverified repository an update takes in; what is larger is refused. */
public final class Limits {
  /** The longest root metadata (TUF 5.3.3). */
  public static final int ROOT_BYTES = 512_000;

  /** The longest timestamp metadata (TUF 5.4.1). */
  public static final int TIMESTAMP_BYTES = 16_384;

  /** The longest snapshot metadata (TUF 5.5.1). */
  public static final int SNAPSHOT_BYTES = 2_000_000;

  /** The longest targets metadata (TUF 5.6.1). */
  public static final int TARGETS_BYTES = 5_000_000;

  /** The most new roots in one update; the next update goes on from there. */
  public static final int ROOT_ROTATIONS = 1024;

  private Limits() {}
}
