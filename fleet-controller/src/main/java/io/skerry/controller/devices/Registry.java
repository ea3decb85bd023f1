package io.skerry.controller.devices;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.ReportedState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The enrolled devices, their labels and what they say, in the caller's transaction. What was known
 * of a device under another certificate counts for nothing. Thread-safe.
 */
public final class Registry {
  private static final String SELECT =
      "SELECT i.device, i.certificate, i.pem, i.enrolled, coalesce(d.labels, i.labels) AS labels,"
          + " coalesce(d.online, 0) AS online, d.last_seen, coalesce(d.sequence, 0) AS sequence,"
          + " d.reported FROM device_identity i"
          + " LEFT JOIN device d ON d.device = i.device AND d.certificate = i.certificate";

  /** The devices whose labels hold all of the selector's, by name; every device for none. */
  public List<DeviceId> select(Handle handle, Map<String, String> selector) {
    return all(handle).stream()
        .filter(row -> row.labels().entrySet().containsAll(selector.entrySet()))
        .map(DeviceRow::id)
        .toList();
  }

  /** The newest reports of those of these devices that have sent one. */
  public Map<DeviceId, ReportedState> reported(Handle handle, Collection<DeviceId> devices) {
    Map<DeviceId, ReportedState> reports = new HashMap<>();
    for (DeviceId device : devices) {
      find(handle, device)
          .flatMap(DeviceRow::reported)
          .ifPresent(report -> reports.put(device, report));
    }
    return reports;
  }

  /** Notes that these devices were heard of; those that are not enrolled are left out. */
  public void seen(Handle handle, Collection<DeviceId> devices, Instant now) {
    for (DeviceId device : devices) {
      touch(handle, device);
      handle.execute(
          "UPDATE device SET last_seen = ? WHERE device = ?", now.toString(), device.value());
    }
  }

  /** Whether this device is enrolled. */
  public boolean known(Handle handle, DeviceId device) {
    return find(handle, device).isPresent();
  }

  List<DeviceRow> all(Handle handle) {
    return handle.createQuery(SELECT + " ORDER BY i.device").map(DeviceRows::read).list();
  }

  Optional<DeviceRow> find(Handle handle, DeviceId device) {
    return handle
        .createQuery(SELECT + " WHERE i.device = :device")
        .bind("device", device.value())
        .map(DeviceRows::read)
        .findOne();
  }

  void online(Handle handle, DeviceId device, boolean online, Instant now) {
    seen(handle, List.of(device), now);
    handle.execute("UPDATE device SET online = ? WHERE device = ?", online, device.value());
  }

  void report(Handle handle, ReportedState state, Instant now) {
    seen(handle, List.of(state.device()), now);
    handle.execute(
        "UPDATE device SET sequence = ?, follows = ?, reported = ? WHERE device = ?",
        state.sequence(),
        state.assignment(),
        DeviceRows.text(state),
        state.device().value());
  }

  void label(Handle handle, DeviceId device, Map<String, String> labels) {
    touch(handle, device);
    handle.execute(
        "UPDATE device SET labels = ? WHERE device = ?", DeviceRows.text(labels), device.value());
  }

  /** Makes the device's row, anew where it was made for another certificate. */
  private static void touch(Handle handle, DeviceId device) {
    handle.execute(
        "INSERT INTO device (device, certificate)"
            + " SELECT device, certificate FROM device_identity WHERE device = ?"
            + " ON CONFLICT (device) DO UPDATE SET certificate = excluded.certificate,"
            + " labels = NULL, sequence = 0, follows = 0, reported = NULL"
            + " WHERE certificate <> excluded.certificate",
        device.value());
  }
}
