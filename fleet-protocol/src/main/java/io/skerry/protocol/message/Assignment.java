package io.skerry.protocol.message;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Copies;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One device's desired state: the payload of the envelope on {@code devices/{id}/in/assignment}.
 *
 * @param certificate SHA-256 of the device's certificate in DER
 * @param version rises with every change; at most {@link #MAX_VERSION}
 * @param desired at most one release per model; at most {@link #MAX_DESIRED}
 */
public record Assignment(
    FleetId fleet,
    DeviceId device,
    Sha256 certificate,
    long version,
    Instant issued,
    Instant expires,
    List<Desired> desired) {
  /** The envelope's payload type. */
  public static final String PAYLOAD_TYPE = "application/vnd.skerry.assignment+json";

  /** How many models one device may have. */
  public static final int MAX_DESIRED = 256;

  /** The highest version, 2^53-1: JSON readers everywhere hold it exactly. */
  public static final long MAX_VERSION = (1L << 53) - 1;

  public Assignment {
    if (version > MAX_VERSION) {
      throw new IllegalArgumentException("version: expected at most 2^53-1, got " + version);
    }
    desired = Copies.list("desired", desired, MAX_DESIRED);
    if (desired.stream().map(wanted -> wanted.release().model()).distinct().count()
        != desired.size()) {
      throw new IllegalArgumentException("desired: expected at most one release per model");
    }
  }

  /**
   * A release and the parameters set for it, within the bounds it declares.
   *
   * @param parameters at most 64; names of at most 64 characters, values of at most 256
   */
  public record Desired(ReleaseId release, Map<String, String> parameters) {
    public Desired {
      parameters = ParameterValues.limited(parameters);
    }
  }
}
