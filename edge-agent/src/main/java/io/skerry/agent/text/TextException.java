package io.skerry.agent.text;

/** Text that can't be taken, or a tokenizer that can't be used. */
public final class TextException extends Exception {
  private static final long serialVersionUID = 1;
  private final Fault fault;

  TextException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  TextException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** Who is at fault. */
  public enum Fault {
    /** The text has more bytes or tokens than may be. */
    TOO_LONG,
    /** The text is empty or not UTF-8. */
    BROKEN,
    /** The release's tokenizer. */
    TOKENIZER,
    /** The release's model, which told no numbers. */
    MODEL,
    /** This machine: the library can't be loaded or unpacked. */
    MACHINE
  }

  /** More than may be. */
  public static TextException tooLong(String message) {
    return new TextException(Fault.TOO_LONG, message);
  }

  /** Who is at fault. */
  public Fault fault() {
    return fault;
  }
}
