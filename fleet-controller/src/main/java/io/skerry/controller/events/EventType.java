package io.skerry.controller.events;

/** What a server-sent event is about. */
public enum EventType {
  STATE,
  PRESENCE,
  RESULT,
  ROLLOUT,
  AUDIT;

  /** Its name on the wire. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
