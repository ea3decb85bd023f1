package io.skerry.controller.api;

import java.util.List;

/**
 * An answer that is not a success: becomes problem+json (RFC 9457). Its texts reach the caller, so
 * they hold no secrets.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<Fault> faults;

  public ProblemException(int status, String detail, List<Fault> faults) {
    super(detail);
    this.status = status;
    this.faults = List.copyOf(faults);
  }

  public ProblemException(int status, String detail) {
    this(status, detail, List.of());
  }

  /** 404. */
  public static ProblemException notFound(String what, Object name) {
    return new ProblemException(404, "no " + what + " '" + name + "'");
  }

  /** 400 or 422 about one field, named by its JSON pointer or as a parameter. */
  public static ProblemException of(int status, String pointer, String fault) {
    return new ProblemException(status, pointer + ": " + fault, List.of(new Fault(pointer, fault)));
  }

  public int status() {
    return status;
  }

  /** What is wrong in the request, by place; may be empty. */
  public List<Fault> faults() {
    return faults == null ? List.of() : faults;
  }

  /**
   * One fault of the request.
   *
   * @param pointer JSON pointer such as {@code /waves/0/count}, or a parameter's or header's name
   */
  public record Fault(String pointer, String detail) {}
}
