package io.skerry.agent.oip;

/** A request that gets an error as its answer, with the status that HTTP has for it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;
  private final int status;

  RefusedException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** More is held than may be: try again. */
  static RefusedException full(HeldBytes held) {
    return new RefusedException(503, held.full());
  }
}
