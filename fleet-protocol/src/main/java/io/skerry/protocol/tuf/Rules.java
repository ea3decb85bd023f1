package io.skerry.protocol.tuf;

import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.time.Instant;
import java.util.Map;

/** The single comparisons of the client's workflow (TUF 5.3 to 5.6). */
final class Rules {
  private Rules() {}

  static void unexpired(Metadata metadata, Instant now) throws TrustException {
    if (!metadata.expires().isAfter(now)) {
      throw TrustException.of(
          Reason.EXPIRED,
          metadata.fileName(),
          "an expiry after " + now,
          metadata.expires().toString());
    }
  }

  static void atMost(int maxBytes, String subject, byte[] file) throws TrustException {
    if (file.length > maxBytes) {
      throw TrustException.of(
          Reason.LENGTH, subject, "at most " + maxBytes + " bytes", file.length);
    }
  }

  static void notOlder(String subject, long before, long next) throws TrustException {
    if (next < before) {
      throw TrustException.of(Reason.ROLLBACK, subject, "version " + before + " or newer", next);
    }
  }

  /** Exactly one root follows another (TUF 5.3.5). */
  static void follows(Root before, Root next) throws TrustException {
    long expected = before.version() + 1;
    notOlder(RoleName.ROOT.fileName(expected), expected, next.version());
    version(RoleName.ROOT.fileName(expected), expected, next);
  }

  static void version(String subject, long expected, Metadata actual) throws TrustException {
    if (actual.version() != expected) {
      throw TrustException.of(Reason.VERSION, subject, "version " + expected, actual.version());
    }
  }

  /** No file named before has vanished or gone back (TUF 5.5.5). */
  static void nothingOlder(Snapshot before, Snapshot next) throws TrustException {
    for (Map.Entry<String, MetaFile> entry : before.meta().entrySet()) {
      String subject = entry.getKey() + " in " + next.fileName();
      MetaFile file = next.meta().get(entry.getKey());
      if (file == null) {
        throw TrustException.of(
            Reason.ROLLBACK, subject, "version " + entry.getValue().version(), "none");
      }
      notOlder(subject, entry.getValue().version(), file.version());
    }
  }
}
