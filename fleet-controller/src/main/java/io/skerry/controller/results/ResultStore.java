package io.skerry.controller.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.controller.db.Database;
import io.skerry.controller.devices.Registry;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The newest results of every device, {@code kept} each. An event that came twice is kept once, as
 * long as it is remembered. Thread-safe.
 */
final class ResultStore {
  private final Database database;
  private final Registry registry;
  private final Clock clock;
  private final int kept;

  ResultStore(Database database, Registry registry, Clock clock, int kept) {
    this.database = database;
    this.registry = registry;
    this.clock = clock;
    this.kept = kept;
  }

  /** Stores a batch in one transaction, and returns what was not known yet. */
  List<Arrived> add(List<Arrived> batch) {
    return database.write(
        handle -> {
          List<Arrived> fresh = new ArrayList<>();
          for (Arrived arrived : batch) {
            if (insert(handle, arrived)) {
              fresh.add(arrived);
            }
          }
          Set<DeviceId> devices =
              fresh.stream().map(Arrived::device).collect(Collectors.toCollection(TreeSet::new));
          devices.forEach(device -> trim(handle, device));
          registry.seen(handle, devices, clock.instant());
          return fresh;
        });
  }

  /** The newest, newest first. */
  List<JsonNode> newest(DeviceId device, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT event FROM result WHERE device = :device"
                        + " ORDER BY number DESC LIMIT :limit")
                .bind("device", device.value())
                .bind("limit", limit)
                .map((row, context) -> tree(row.getString(1)))
                .list());
  }

  /** Whether the device is enrolled. */
  boolean knows(DeviceId device) {
    return database.read(handle -> registry.known(handle, device));
  }

  private static boolean insert(Handle handle, Arrived arrived) {
    return handle.execute(
            "INSERT INTO result (device, source, event_id, event) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (device, source, event_id) DO NOTHING",
            arrived.device().value(),
            arrived.event().source(),
            arrived.event().id(),
            new String(Json.write(arrived.event()), StandardCharsets.UTF_8))
        > 0;
  }

  private void trim(Handle handle, DeviceId device) {
    handle.execute(
        "DELETE FROM result WHERE device = ? AND number <= (SELECT number FROM result"
            + " WHERE device = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
        device.value(),
        device.value(),
        kept);
  }

  private static JsonNode tree(String text) {
    try {
      return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    } catch (FormatException e) {
      throw new IllegalStateException("an event that we stored", e);
    }
  }
}
