package io.skerry.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of one fleet: one controller, one root of trust.
 *
 * @param value matches {@code [a-z0-9_-]{1,64}}, so that it can stand in a topic
 */
public record FleetId(String value) implements Comparable<FleetId> {
  @JsonCreator
  public FleetId {
    Text.segment("fleet", value);
  }

  @Override
  public int compareTo(FleetId other) {
    return value.compareTo(other.value);
  }

  @JsonValue
  @Override
  public String toString() {
    return value;
  }
}
