package io.skerry.protocol.tuf;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.HashMap;
import java.util.Map;

/** Hashes by algorithm (TUF 4.1); SHA-256 must be among them and is the one that is checked. */
final class Hashes {
  private static final String SHA256 = "sha256";

  private Hashes() {}

  static Map<String, String> of(byte[] file) {
    return Map.of(SHA256, Sha256.of(file).hex());
  }

  static Map<String, String> read(Fields fields) throws TrustException {
    Map<String, String> hashes = new HashMap<>();
    for (String algorithm : fields.names()) {
      hashes.put(algorithm, fields.text(algorithm));
    }
    if (hashes.isEmpty()) {
      throw new IllegalArgumentException("hashes: expected at least one");
    }
    return hashes;
  }

  static Sha256 sha256(Map<String, String> hashes) {
    String hex = hashes.get(SHA256);
    if (hex == null) {
      throw new IllegalArgumentException("hashes: expected sha256, got " + hashes.keySet());
    }
    return new Sha256(hex);
  }

  static void checkLength(String subject, long length, byte[] file) throws TrustException {
    if (file.length != length) {
      throw TrustException.of(Reason.LENGTH, subject, length + " bytes", file.length);
    }
  }

  static void check(String subject, Map<String, String> hashes, byte[] file) throws TrustException {
    Sha256 actual = Sha256.of(file);
    if (!sha256(hashes).equals(actual)) {
      throw TrustException.of(Reason.HASH, subject, "sha256 " + sha256(hashes), actual);
    }
  }
}
