package io.skerry.protocol.activation;

import io.skerry.protocol.crypto.KeyId;
import io.skerry.protocol.id.Sha256;
import java.time.Instant;
import java.util.Set;

/**
 * The newest assignment that a device has seen, to be stored before the assignment is followed.
 *
 * @param keys who could sign assignments then
 * @param payload SHA-256 of the signed bytes
 * @param issued the latest issue time seen under these keys
 */
public record AssignmentMark(Set<KeyId> keys, long version, Sha256 payload, Instant issued) {
  /** Before the first assignment. */
  public static final AssignmentMark NONE =
      new AssignmentMark(Set.of(), 0, Sha256.of(new byte[0]), Instant.EPOCH);

  public AssignmentMark {
    keys = Set.copyOf(keys);
  }
}
