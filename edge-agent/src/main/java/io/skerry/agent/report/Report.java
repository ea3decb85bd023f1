package io.skerry.agent.report;

import io.skerry.agent.link.Publication;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReportedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A report as it is sent. What others choose the length of is left out of one that is longer than a
 * packet, so that nobody can silence a device. Pure.
 */
final class Report {
  private static final String LEFT_OUT = "left out, the report would be too long";

  private Report() {}

  /** The signed envelope, which fits into a publication. */
  static byte[] sign(ReportedState state, Signer identity) {
    byte[] whole = envelope(state, identity);
    return whole.length <= Publication.MAX_BYTES ? whole : envelope(shortened(state), identity);
  }

  private static byte[] envelope(ReportedState state, Signer identity) {
    return Envelope.sign(ReportedState.PAYLOAD_TYPE, Json.write(state), List.of(identity))
        .toBytes();
  }

  private static ReportedState shortened(ReportedState state) {
    return new ReportedState(
        state.fleet(),
        state.device(),
        state.sequence(),
        state.time(),
        state.assignment(),
        state.releases().stream().map(Report::shortened).toList(),
        List.of(),
        state.agent());
  }

  private static ReleaseStatus shortened(ReleaseStatus status) {
    return new ReleaseStatus(
        status.release(), status.phase(), Optional.empty(), Map.of(), LEFT_OUT, status.since());
  }
}
