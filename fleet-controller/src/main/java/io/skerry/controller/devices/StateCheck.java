package io.skerry.controller.devices;

import io.skerry.protocol.crypto.P256Key;
import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.ReportedState;
import io.skerry.protocol.topic.Topics;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/**
 * Decides whether a report is this device's newest: signed by the key of its certificate, about
 * itself, and newer than the one before. Thread-safe.
 */
final class StateCheck {
  private final FleetId fleet;

  StateCheck(FleetId fleet) {
    this.fleet = fleet;
  }

  /**
   * The report.
   *
   * @throws TrustException LENGTH, FORMAT, SIGNATURE, WRONG_FLEET, WRONG_DEVICE, or ROLLBACK for
   *     one that is not newer
   */
  ReportedState check(DeviceRow device, byte[] envelope) throws TrustException {
    byte[] payload =
        Envelope.parse(envelope, Topics.MAX_PACKET_BYTES)
            .verify(ReportedState.PAYLOAD_TYPE, List.of(key(device)), 1);
    ReportedState state = parse(payload);
    String subject = "state of " + device.id();
    if (!state.fleet().equals(fleet)) {
      throw TrustException.of(Reason.WRONG_FLEET, subject, fleet, state.fleet());
    }
    if (!state.device().equals(device.id())) {
      throw TrustException.of(Reason.WRONG_DEVICE, subject, device.id(), state.device());
    }
    if (state.sequence() <= device.sequence()) {
      throw TrustException.of(
          Reason.ROLLBACK, subject, "a sequence over " + device.sequence(), state.sequence());
    }
    return state;
  }

  private static ReportedState parse(byte[] payload) throws TrustException {
    try {
      return Json.read(payload, ReportedState.class);
    } catch (FormatException e) {
      throw TrustException.format("state", e);
    }
  }

  private static P256Key key(DeviceRow device) {
    try {
      byte[] pem = device.pem().getBytes(StandardCharsets.US_ASCII);
      return P256Key.of(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem))
              .getPublicKey());
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that we issued, of " + device.id(), e);
    }
  }
}
