package io.skerry.protocol.crypto;

import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts who signed: each key once, however often and under however many names it signs. */
public final class Threshold {
  /** The most signatures that a file may carry. */
  public static final int MAX_SIGNATURES = 64;

  private Threshold() {}

  /**
   * Requires valid signatures by so many different keys.
   *
   * @param subject what is signed, for the message
   * @throws TrustException SIGNATURE
   */
  public static void require(
      String subject,
      byte[] message,
      List<KeySignature> signatures,
      Collection<? extends VerifyKey> keys,
      int threshold)
      throws TrustException {
    if (threshold < 1) {
      throw new IllegalArgumentException("threshold: expected at least 1, got " + threshold);
    }
    Map<KeyId, VerifyKey> byId = new HashMap<>();
    keys.forEach(key -> byId.put(key.id(), key));
    Set<String> counted = new HashSet<>();
    for (KeySignature signature : signatures) {
      VerifyKey key = byId.get(signature.keyId());
      if (key != null
          && !counted.contains(key.material())
          && key.verifies(message, signature.value().toArray())) {
        counted.add(key.material());
      }
    }
    if (counted.size() < threshold) {
      throw TrustException.of(
          Reason.SIGNATURE,
          subject,
          threshold + " of " + byId.size() + " known keys to sign",
          counted.size() + " (of " + signatures.size() + " signatures)");
    }
  }
}
