package io.skerry.agent.engine.gpu;

/** This machine has no GPU that could be used; the message says why, for people. */
final class NoGpu extends Exception {
  private static final long serialVersionUID = 1;

  NoGpu(String reason) {
    super(reason);
  }
}
