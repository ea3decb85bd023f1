package io.skerry.protocol.message;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.json.Bytes;

/** The exchange that turns a one-use secret into a certificate: {@code POST /api/v1/enrol}. */
public final class Enrolment {
  private Enrolment() {}

  /**
   * What the device sends, after it has checked the controller's CA and root.
   *
   * @param secret the token's one-use secret
   * @param request PKCS#10 in PEM, for a P-256 key
   * @param contentKey X25519 public key, 32 bytes
   */
  public record Request(String secret, DeviceId device, String request, Bytes contentKey) {}

  /**
   * What it gets.
   *
   * @param certificate its own, PEM
   * @param authority the CA's, PEM
   */
  public record Answer(
      FleetId fleet, String certificate, String authority, String mqttHost, int mqttPort) {}
}
