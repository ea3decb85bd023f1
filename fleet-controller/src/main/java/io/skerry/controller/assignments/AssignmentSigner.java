package io.skerry.controller.assignments;

import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Signs assignments with the assignments key; each is good for seven days. Thread-safe. */
public final class AssignmentSigner {
  static final Duration VALIDITY = Duration.ofDays(7);

  private final FleetId fleet;
  private final Signer key;
  private final Clock clock;

  public AssignmentSigner(FleetId fleet, Signer key, Clock clock) {
    this.fleet = fleet;
    this.key = key;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  SignedAssignment sign(DeviceId device, Sha256 certificate, long version, List<Desired> desired) {
    Instant issued = now();
    Assignment assignment =
        new Assignment(fleet, device, certificate, version, issued, issued.plus(VALIDITY), desired);
    Envelope envelope =
        Envelope.sign(Assignment.PAYLOAD_TYPE, Json.write(assignment), List.of(key));
    return new SignedAssignment(assignment, Bytes.of(envelope.toBytes()));
  }

  /** An assignment and its envelope's bytes. */
  record SignedAssignment(Assignment assignment, Bytes envelope) {}
}
