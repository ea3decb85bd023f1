package io.skerry.agent.enrol;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;

/**
 * Where this device belongs: the file {@code enrolment.json}, written last, which makes an
 * enrolment count.
 */
public record Place(FleetId fleet, DeviceId device, String mqttHost, int mqttPort) {
  /** Its file in the state folder. */
  static final String FILE = "enrolment.json";

  public Place {
    if (mqttHost.isBlank() || mqttPort < 1 || mqttPort > 65_535) {
      throw new IllegalArgumentException(
          "MQTT: expected a host and a port from 1 to 65535, got " + mqttHost + ":" + mqttPort);
    }
  }
}
