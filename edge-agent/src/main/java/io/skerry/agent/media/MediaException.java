package io.skerry.agent.media;

/** A picture, video or sound that can't be used, and why. */
public final class MediaException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong with it. */
  public enum Fault {
    /** A format that this agent doesn't read. */
    UNSUPPORTED,
    /** More bytes, pixels or samples than the limit. */
    TOO_LARGE,
    /** Bytes that don't keep to their format. */
    BROKEN,
    /** A source that isn't there, or no longer. */
    GONE
  }

  private final Fault fault;

  MediaException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  MediaException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** A source that is no longer there. */
  public static MediaException gone(String message) {
    return new MediaException(Fault.GONE, message);
  }

  /** What is wrong with it. */
  public Fault fault() {
    return fault;
  }
}
