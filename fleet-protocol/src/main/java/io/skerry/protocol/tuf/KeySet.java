package io.skerry.protocol.tuf;

import io.skerry.protocol.crypto.VerifyKey;
import java.util.List;

/** Keys and how many of them must sign, to build a {@link Root} from. */
public record KeySet(List<VerifyKey> keys, int threshold) {
  public KeySet {
    keys = List.copyOf(keys);
  }

  /** One key that signs alone. */
  public static KeySet of(VerifyKey key) {
    return new KeySet(List.of(key), 1);
  }

  Role role() {
    return new Role(keys.stream().map(VerifyKey::id).toList(), threshold);
  }
}
