package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.message.ReportedState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One device in the database.
 *
 * @param pem its certificate
 * @param sequence of the newest report; 0 before the first
 */
record DeviceRow(
    DeviceId id,
    Sha256 certificate,
    String pem,
    Instant enrolled,
    Map<String, String> labels,
    boolean online,
    Optional<Instant> lastSeen,
    long sequence,
    Optional<ReportedState> reported) {}
