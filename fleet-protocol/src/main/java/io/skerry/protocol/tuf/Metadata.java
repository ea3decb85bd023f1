package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** The signed part of one metadata file. Fields that TUF doesn't name are kept. */
public sealed interface Metadata permits Root, Timestamp, Snapshot, Targets {
  /** Whose metadata this is. */
  RoleName role();

  /** From 1 to 2^53-1. */
  long version();

  /** Whole seconds; not valid from this instant on. */
  Instant expires();

  /** The object that is signed. */
  JsonNode toJson();

  /** The name of its file: {@code 7.snapshot.json}. */
  default String fileName() {
    return role().fileName(version());
  }
}
