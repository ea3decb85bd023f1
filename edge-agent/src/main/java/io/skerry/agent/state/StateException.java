package io.skerry.agent.state;

/**
 * The device's own database failed: a full or broken disk, or a file that another process holds.
 * Nothing that the agent does can be trusted to last then, so the process ends and is started
 * again.
 */
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StateException(String message, Throwable cause) {
    super(message, cause);
  }
}
