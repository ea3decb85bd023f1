package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReportedState;
import io.skerry.protocol.message.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device as the API shows it.
 *
 * @param certificate SHA-256 of its certificate
 * @param reported its newest verified report
 * @param desired what it should run
 * @param assignmentVersion of the newest assignment; 0 before the first
 * @param telemetry the newest figures since the controller started
 */
record Device(
    DeviceId id,
    Map<String, String> labels,
    Sha256 certificate,
    boolean online,
    Optional<Instant> lastSeen,
    Instant enrolled,
    Optional<ReportedState> reported,
    List<Desired> desired,
    long assignmentVersion,
    Optional<Telemetry> telemetry) {}
