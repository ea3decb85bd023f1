package io.skerry.protocol.activation;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;

/**
 * The device for which an assignment must be made.
 *
 * @param certificate SHA-256 of the certificate it holds, in DER
 */
public record Recipient(FleetId fleet, DeviceId device, Sha256 certificate) {}
