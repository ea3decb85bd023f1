package io.skerry.agent.oip.grpc;

/** The status codes of gRPC that calls end with. */
enum Status {
  OK(0),
  CANCELLED(1),
  INVALID_ARGUMENT(3),
  DEADLINE_EXCEEDED(4),
  NOT_FOUND(5),
  RESOURCE_EXHAUSTED(8),
  FAILED_PRECONDITION(9),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14),
  UNAUTHENTICATED(16);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  /** The number on the wire, as text. */
  String text() {
    return Integer.toString(code);
  }
}
