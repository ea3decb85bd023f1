package io.skerry.packager.cli;

/** A command that can't go on: one line that says what to do next, and the exit code. */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  private Failure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A rule says no. */
  public static Failure refused(String message) {
    return new Failure(Kind.REFUSED, message, null);
  }

  /** The command was called in a way that can't work. */
  public static Failure misuse(String message) {
    return new Failure(Kind.MISUSE, message, null);
  }

  /** This machine or the network failed. */
  public static Failure fault(String message) {
    return new Failure(Kind.FAULT, message, null);
  }

  /** Content that was refused while something was done with {@code subject}. */
  static Failure of(Kind kind, Throwable cause, String message) {
    return new Failure(kind, message, cause);
  }

  /** Who is at fault. */
  public Kind kind() {
    return kind;
  }

  /** Who is at fault, and the exit code that says so. */
  public enum Kind {
    REFUSED(1),
    MISUSE(2),
    FAULT(3);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** 1, 2 or 3. */
    public int exitCode() {
      return exitCode;
    }
  }
}
