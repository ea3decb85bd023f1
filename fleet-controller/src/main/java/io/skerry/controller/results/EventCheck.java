package io.skerry.controller.results;

import io.skerry.controller.devices.OutTopic;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Event;

/**
 * Decides whether a message is an event of the device and pipeline whose topic it came on. Pure.
 */
final class EventCheck {
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_ID_CHARS = 128;
  private static final String PREFIX = "events/";

  private EventCheck() {}

  static Arrived check(FleetId fleet, OutTopic topic, byte[] message) throws FormatException {
    if (message.length > MAX_BYTES) {
      throw new FormatException(
          "event: expected at most " + MAX_BYTES + " bytes, got " + message.length);
    }
    Event event = Json.read(message, Event.class);
    String pipeline = topic.name().substring(PREFIX.length());
    String source = "/fleets/" + fleet + "/devices/" + topic.device() + "/pipelines/" + pipeline;
    if (!event.source().equals(source)) {
      throw new FormatException("event: expected source " + source + ", got " + event.source());
    }
    if (event.id().isEmpty() || event.id().length() > MAX_ID_CHARS) {
      throw new FormatException("event: expected an id of 1 to " + MAX_ID_CHARS + " characters");
    }
    return new Arrived(topic.device(), event);
  }
}
