package io.skerry.agent.oip.grpc;

/**
 * A method of a service.
 *
 * @param maxBytes of a message
 * @param opening takes a call before its first message
 */
record Method(int maxBytes, Opening opening) {
  /** Takes a call. */
  @FunctionalInterface
  interface Opening {
    /** What reads its messages and answers it. */
    Receiver open(Call call);
  }
}
