package io.skerry.protocol.activation;

import io.skerry.protocol.crypto.KeyId;
import io.skerry.protocol.id.Sha256;
import java.util.Set;

/**
 * The newest assignment that a device has seen, to be stored before the assignment is followed.
 *
 * @param keys who could sign assignments then
 * @param payload SHA-256 of the signed bytes
 */
public record AssignmentMark(Set<KeyId> keys, long version, Sha256 payload) {
  /** Before the first assignment. */
  public static final AssignmentMark NONE = new AssignmentMark(Set.of(), 0, Sha256.of(new byte[0]));

  public AssignmentMark {
    keys = Set.copyOf(keys);
  }
}
