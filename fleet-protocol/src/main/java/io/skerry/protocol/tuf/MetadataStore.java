package io.skerry.protocol.tuf;

import java.io.IOException;
import java.util.Optional;

/** Where verified metadata outlives a restart, by role: root, timestamp, snapshot, targets. */
public interface MetadataStore {
  /** The file saved last. */
  Optional<byte[]> load(String role) throws IOException;

  /** Replaces the file; on return it outlives a power cut. */
  void save(String role, byte[] bytes) throws IOException;

  /** Forgets the file, if there is one. */
  void delete(String role) throws IOException;
}
