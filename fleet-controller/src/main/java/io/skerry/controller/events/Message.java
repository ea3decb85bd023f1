package io.skerry.controller.events;

/**
 * One server-sent event.
 *
 * @param run the controller's run, in which numbers rise
 * @param json on one line
 */
record Message(String run, long number, EventType type, String json) {
  String id() {
    return run + "-" + number;
  }

  /** Its bytes on the wire (HTML, server-sent events). */
  String text() {
    return "id: " + id() + "\nevent: " + type.wireName() + "\ndata: " + json + "\n\n";
  }
}
