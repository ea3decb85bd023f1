package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.InvalidRequestException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A call that can't be answered, with what its caller is told. */
final class CallException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MAX_MESSAGE_CHARS = 1024;
  private final Status status;

  /** Without a stack trace: callers make these as often as they like. */
  CallException(Status status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** A request that breaks the protocol. */
  static CallException invalid(String message) {
    return new CallException(Status.INVALID_ARGUMENT, message);
  }

  /** The same, from the rules that all protocols share. */
  static CallException invalid(InvalidRequestException fault) {
    return invalid(fault.getMessage());
  }

  Status status() {
    return status;
  }

  /** The message as the trailer {@code grpc-message} has it: percent-encoded, and not too long. */
  String encodedMessage() {
    String message = getMessage();
    String cut = message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
    return URLEncoder.encode(cut, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
