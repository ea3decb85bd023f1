package io.skerry.protocol.trust;

import java.util.regex.Pattern;

/** Content that can't be trusted: the message gives subject, expected and actual. */
public final class TrustException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_CHARS = 200;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Reason reason;
  private final String subject;

  private TrustException(Reason reason, String subject, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.subject = subject;
  }

  /** A refusal that reads {@code subject: expected …, got …}. */
  public static TrustException of(Reason reason, String subject, Object expected, Object actual) {
    String message = shown(subject) + ": expected " + shown(expected) + ", got " + shown(actual);
    return new TrustException(reason, subject, message, null);
  }

  /** Bytes that don't have the form they must have. */
  public static TrustException format(String subject, String fault) {
    return new TrustException(Reason.FORMAT, subject, shown(subject) + ": " + shown(fault), null);
  }

  /** Bytes that don't have the form they must have, as a parser found. */
  public static TrustException format(String subject, Throwable fault) {
    String message = shown(subject) + ": " + shown(String.valueOf(fault.getMessage()));
    return new TrustException(Reason.FORMAT, subject, message, fault);
  }

  /** The rule that was broken. */
  public Reason reason() {
    return reason;
  }

  /** What was refused, such as {@code 7.snapshot.json} or {@code vision/face-detector@1.4.0}. */
  public String subject() {
    return subject;
  }

  /** Hostile content must neither flood a log nor forge a line of it. */
  private static String shown(Object value) {
    String text = String.valueOf(value);
    String cut = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    return CONTROL.matcher(cut).replaceAll("?");
  }

  /** The rule that was broken. */
  public enum Reason {
    /** Not the bytes, fields or type that belong here. */
    FORMAT,
    /** Longer than allowed, or not as long as its metadata says. */
    LENGTH,
    /** Not the bytes that its metadata names. */
    HASH,
    /** Not signed by enough of the keys that may sign it. */
    SIGNATURE,
    /** Not the version that its metadata names. */
    VERSION,
    /** Older than what was trusted before. */
    ROLLBACK,
    /** Past its expiry. */
    EXPIRED,
    /** Issued at a time that is yet to come. */
    FUTURE,
    /** The repository does not have it. */
    MISSING,
    /** The chain of roots doesn't lead to where it must. */
    ROOT,
    /** Below the publisher's floor for the model, or a floor that sinks. */
    FLOOR,
    /** No publisher's metadata names this release. */
    NOT_IN_TARGETS,
    /** A parameter that the release doesn't declare, or a value out of its bounds. */
    PARAMETER,
    /** Made for another fleet. */
    WRONG_FLEET,
    /** Made for another device. */
    WRONG_DEVICE,
    /** Made for another certificate of this device. */
    WRONG_CERTIFICATE
  }
}
