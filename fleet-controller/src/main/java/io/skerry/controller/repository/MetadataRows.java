package io.skerry.controller.repository;

import io.skerry.protocol.tuf.RoleName;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of metadata files, in the caller's transaction. */
final class MetadataRows {
  private static final int KEPT_VERSIONS = 16;

  private final Handle handle;

  MetadataRows(Handle handle) {
    this.handle = handle;
  }

  /** A file's exact bytes, by its name with consistent snapshots. */
  Optional<byte[]> file(String name) {
    return handle
        .createQuery("SELECT bytes FROM metadata_file WHERE name = ?")
        .bind(0, name)
        .mapTo(byte[].class)
        .findOne();
  }

  /** The newest file of a role. */
  Optional<byte[]> newest(RoleName role) {
    return handle
        .createQuery("SELECT bytes FROM metadata_file WHERE role = ? ORDER BY version DESC LIMIT 1")
        .bind(0, role.toString())
        .mapTo(byte[].class)
        .findOne();
  }

  /** The newest version of a role; 0 before the first. */
  long version(RoleName role) {
    return handle
        .createQuery("SELECT coalesce(max(version), 0) FROM metadata_file WHERE role = ?")
        .bind(0, role.toString())
        .mapTo(Long.class)
        .one();
  }

  /**
   * Stores a new version. Only timestamp replaces its file; of the others' old versions the newest
   * 16 stay for devices that are in the middle of an update, and every root for ever.
   */
  void add(RoleName role, long version, byte[] bytes) {
    handle.execute(
        "INSERT INTO metadata_file (name, role, version, bytes) VALUES (?, ?, ?, ?)"
            + (role == RoleName.TIMESTAMP
                ? " ON CONFLICT (name) DO UPDATE"
                    + " SET version = excluded.version, bytes = excluded.bytes"
                : ""),
        role.fileName(version),
        role.toString(),
        version,
        bytes);
    if (role != RoleName.ROOT) {
      handle.execute(
          "DELETE FROM metadata_file WHERE role = ? AND version <= ?",
          role.toString(),
          version - KEPT_VERSIONS);
    }
  }
}
