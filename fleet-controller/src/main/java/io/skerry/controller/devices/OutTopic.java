package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.topic.Topics;

/**
 * A topic under which a device speaks, {@code …/devices/{device}/out/{name}}; the broker lets
 * nobody but that device publish there.
 */
public record OutTopic(DeviceId device, String name) {
  /**
   * Parses a whole topic.
   *
   * @throws IllegalArgumentException for any other
   */
  public static OutTopic parse(Topics topics, String topic) {
    String prefix = topics.prefix() + "devices/";
    String[] parts =
        topic.startsWith(prefix) ? topic.substring(prefix.length()).split("/", 3) : new String[0];
    if (parts.length != 3 || !parts[1].equals("out")) {
      throw new IllegalArgumentException("topic: expected " + prefix + "ID/out/NAME, got " + topic);
    }
    return new OutTopic(new DeviceId(parts[0]), parts[2]);
  }
}
