package io.skerry.agent;

import java.nio.file.NoSuchFileException;

/** Exit codes, the same in all of Skerry's programs. */
final class Exit {
  /** Done. */
  static final int DONE = 0;

  /** Refused by a rule. */
  static final int REFUSED = 1;

  /** Wrong use. */
  static final int USAGE = 2;

  /** This machine or the network failed. */
  static final int FAILED = 3;

  private Exit() {}

  /** What went wrong, on one line. */
  static String line(Throwable fault) {
    String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    String text = fault instanceof NoSuchFileException ? message + ": no such file" : message;
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
