package io.skerry.agent.release;

/** Makes the refusals that only a host makes, for hosts that tests play. */
public final class Faults {
  private Faults() {}

  public static ReleaseException content(String message) {
    return ReleaseException.content(message);
  }
}
