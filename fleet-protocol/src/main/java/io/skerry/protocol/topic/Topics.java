package io.skerry.protocol.topic;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;

/**
 * The names of a fleet's topics. Segments match {@code [a-z0-9_-]{1,64}}; packets are at most 512
 * KiB. {@code *Filter} methods give what a subscriber asks for.
 */
public record Topics(FleetId fleet) {
  /** Every packet's limit, on broker and clients, in bytes. */
  public static final int MAX_PACKET_BYTES = 512 * 1024;

  /** How many QoS 1 messages may be under way to one client. */
  public static final int RECEIVE_MAXIMUM = 64;

  /** {@code skerry/1/{fleet}/}. */
  public String prefix() {
    return "skerry/1/" + fleet + "/";
  }

  /** Retained: the newest repository metadata. */
  public String repositoryCurrent() {
    return prefix() + "repository/current";
  }

  /** Below {@code devices/{id}/in/}: assignment, fetched, command. */
  public String in(DeviceId device, String name) {
    return prefix() + "devices/" + device + "/in/" + name;
  }

  /** Below {@code devices/{id}/out/}: state, presence, fetch, telemetry, reply. */
  public String out(DeviceId device, String name) {
    return prefix() + "devices/" + device + "/out/" + name;
  }

  /** Where one pipeline's results go. */
  public String events(DeviceId device, String pipeline) {
    return out(device, "events/" + pipeline);
  }

  /** All that one device is told. */
  public String inFilter(DeviceId device) {
    return prefix() + "devices/" + device + "/in/#";
  }

  /** All that every device tells. */
  public String outFilter() {
    return prefix() + "devices/+/out/#";
  }

  /** A device asks for chunks of a blob. */
  public String want(Sha256 blob) {
    return prefix() + "blobs/" + blob + "/want";
  }

  /** What every device wants. */
  public String wantFilter() {
    return prefix() + "blobs/+/want";
  }

  /** Each wanted chunk of a blob, once. */
  public String chunks(Sha256 blob) {
    return prefix() + "blobs/" + blob + "/chunks";
  }
}
