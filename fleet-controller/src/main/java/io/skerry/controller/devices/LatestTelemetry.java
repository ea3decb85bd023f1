package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest figures of each device, in memory only: at most one message per certificate that the
 * broker let in. Thread-safe.
 */
public final class LatestTelemetry {
  private final Map<DeviceId, Telemetry> latest = new ConcurrentHashMap<>();

  Optional<Telemetry> of(DeviceId device) {
    return Optional.ofNullable(latest.get(device));
  }

  void take(DeviceId device, byte[] message) throws FormatException {
    latest.put(device, Json.read(message, Telemetry.class));
  }
}
