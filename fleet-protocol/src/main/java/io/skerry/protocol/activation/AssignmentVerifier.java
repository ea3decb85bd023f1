package io.skerry.protocol.activation;

import io.skerry.protocol.dsse.Envelope;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.Role;
import io.skerry.protocol.tuf.Root;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Decides whether a device may follow an assignment. */
public final class AssignmentVerifier {
  /** The longest envelope, in bytes: one MQTT packet. */
  public static final int MAX_BYTES = 512 * 1024;

  /**
   * How far an issue time may lie ahead. A device whose clock has stood still takes issue times as
   * the time, so a made-up one must not make all else seem expired.
   */
  private static final Duration MAX_AHEAD = Duration.ofDays(1);

  private AssignmentVerifier() {}

  /**
   * Verifies an envelope.
   *
   * @param root the newest trusted root
   * @param seen the newest assignment so far; counts for nothing once root has withdrawn one of the
   *     keys that could sign it, so that a stolen key's huge version can be left behind
   * @param now the latest of all clocks known
   * @throws TrustException LENGTH, FORMAT, SIGNATURE, WRONG_FLEET, WRONG_DEVICE, WRONG_CERTIFICATE,
   *     ROLLBACK, VERSION (another assignment of the same version), FUTURE or EXPIRED
   */
  public static VerifiedAssignment verify(
      byte[] envelope, Root root, Recipient recipient, AssignmentMark seen, Instant now)
      throws TrustException {
    Role signers =
        root.assignments()
            .orElseThrow(
                () ->
                    TrustException.of(
                        Reason.SIGNATURE, "assignment", "signers named by root", "none"));
    byte[] payload =
        Envelope.parse(envelope, MAX_BYTES)
            .verify(Assignment.PAYLOAD_TYPE, root.keys(signers), signers.threshold());
    Assignment assignment = parse(payload);
    requireFor(recipient, assignment);
    AssignmentMark last = signers.withdraws(seen.keys()) ? AssignmentMark.NONE : seen;
    Instant issued = assignment.issued();
    AssignmentMark mark =
        new AssignmentMark(
            Set.copyOf(signers.keyIds()),
            assignment.version(),
            Sha256.of(payload),
            issued.isAfter(last.issued()) ? issued : last.issued());
    requireNotOlder(last, mark);
    requireTimely(assignment, now);
    return new VerifiedAssignment(assignment, mark);
  }

  private static Assignment parse(byte[] payload) throws TrustException {
    try {
      return Json.read(payload, Assignment.class);
    } catch (FormatException e) {
      throw TrustException.format("assignment", e);
    }
  }

  private static void requireFor(Recipient me, Assignment assignment) throws TrustException {
    requireSame(Reason.WRONG_FLEET, me.fleet(), assignment.fleet());
    requireSame(Reason.WRONG_DEVICE, me.device(), assignment.device());
    requireSame(Reason.WRONG_CERTIFICATE, me.certificate(), assignment.certificate());
  }

  private static void requireSame(Reason reason, Object expected, Object actual)
      throws TrustException {
    if (!expected.equals(actual)) {
      throw TrustException.of(reason, "assignment", "one for " + expected, actual);
    }
  }

  private static void requireNotOlder(AssignmentMark seen, AssignmentMark next)
      throws TrustException {
    if (next.version() < seen.version() || next.version() < 1) {
      throw TrustException.of(
          Reason.ROLLBACK,
          "assignment",
          "version " + Math.max(1, seen.version()) + " or newer",
          next.version());
    }
    if (next.version() == seen.version() && !next.payload().equals(seen.payload())) {
      throw TrustException.of(
          Reason.VERSION, subject(next), "the same bytes " + seen.payload(), next.payload());
    }
  }

  private static void requireTimely(Assignment assignment, Instant now) throws TrustException {
    String subject = "assignment " + assignment.version();
    Instant issued = assignment.issued();
    Instant expires = assignment.expires();
    if (issued.isAfter(now.plus(MAX_AHEAD))) {
      throw TrustException.of(
          Reason.FUTURE, subject, "an issue time up to " + now.plus(MAX_AHEAD), issued);
    }
    Instant least = issued.isAfter(now) ? issued : now;
    if (!expires.isAfter(least)) {
      throw TrustException.of(Reason.EXPIRED, subject, "an expiry after " + least, expires);
    }
  }

  private static String subject(AssignmentMark mark) {
    return "assignment " + mark.version();
  }
}
