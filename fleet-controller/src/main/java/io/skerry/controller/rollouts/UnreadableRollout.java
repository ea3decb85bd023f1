package io.skerry.controller.rollouts;

/** A stored rollout that can't be read: it must stop, not go on by a guess. */
final class UnreadableRollout extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRollout(String message, Throwable cause) {
    super(message, cause);
  }
}
