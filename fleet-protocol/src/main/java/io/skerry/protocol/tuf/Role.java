package io.skerry.protocol.tuf;

import io.skerry.protocol.crypto.KeyId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may sign as a role (TUF 4.3).
 *
 * @param keyIds different keys
 * @param threshold how many of them must sign, at least 1
 */
public record Role(List<KeyId> keyIds, int threshold) {
  public Role {
    keyIds = List.copyOf(keyIds);
    Set<KeyId> distinct = new HashSet<>(keyIds);
    if (distinct.size() != keyIds.size()) {
      throw new IllegalArgumentException("role: expected different keys, got " + keyIds);
    }
    if (threshold < 1 || threshold > keyIds.size()) {
      throw new IllegalArgumentException(
          "role: expected a threshold from 1 to " + keyIds.size() + ", got " + threshold);
    }
  }

  /**
   * Whether a key that could sign before can't any more: what counts as a rotation (TUF 5.3.11).
   */
  public boolean withdraws(Set<KeyId> before) {
    return !keyIds.containsAll(before);
  }
}
