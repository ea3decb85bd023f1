package io.skerry.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of one device, unique in its fleet.
 *
 * @param value matches {@code [a-z0-9_-]{1,64}}, so that it can stand in a topic
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
  @JsonCreator
  public DeviceId {
    Text.segment("device", value);
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @JsonValue
  @Override
  public String toString() {
    return value;
  }
}
