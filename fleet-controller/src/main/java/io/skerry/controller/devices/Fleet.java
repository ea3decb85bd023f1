package io.skerry.controller.devices;

import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.db.Database;
import io.skerry.protocol.id.DeviceId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The devices for the API: registry, desired state and figures together. Thread-safe; blocks. */
public final class Fleet {
  private final Database database;
  private final Registry registry;
  private final Assignments assignments;
  private final LatestTelemetry telemetry;
  private final Audit audit;

  public Fleet(
      Database database,
      Registry registry,
      Assignments assignments,
      LatestTelemetry telemetry,
      Audit audit) {
    this.database = database;
    this.registry = registry;
    this.assignments = assignments;
    this.telemetry = telemetry;
    this.audit = audit;
  }

  List<Device> devices() {
    return database.read(
        handle -> registry.all(handle).stream().map(row -> device(handle, row)).toList());
  }

  Optional<Device> device(DeviceId id) {
    return database.read(handle -> registry.find(handle, id).map(row -> device(handle, row)));
  }

  /** Changes labels; false if there is no such device. */
  boolean label(DeviceId id, LabelPatch patch, String who) {
    return database.write(
        handle -> {
          Optional<DeviceRow> row = registry.find(handle, id);
          row.ifPresent(
              found -> {
                registry.label(handle, id, patch.applyTo(found.labels()));
                audit.add(handle, who, "device.label", id.value(), patch.describe());
              });
          return row.isPresent();
        });
  }

  private Device device(Handle handle, DeviceRow row) {
    return new Device(
        row.id(),
        row.labels(),
        row.certificate(),
        row.online(),
        row.lastSeen(),
        row.enrolled(),
        row.reported(),
        assignments.desired(handle, row.id()),
        assignments.version(handle, row.id()),
        telemetry.of(row.id()));
  }
}
