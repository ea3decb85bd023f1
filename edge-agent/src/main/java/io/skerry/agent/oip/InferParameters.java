package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferRequest.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Collects the parameters of a request that say when and how it runs: {@code priority} and {@code
 * timeout} (Triton's schedule-policy extension), {@code sequence_id}, {@code sequence_start} and
 * {@code sequence_end} (its sequence extension). All others are the caller's own and change
 * nothing. Confined to one thread.
 */
public final class InferParameters {
  private static final long LONGEST_US = TimeUnit.DAYS.toMicros(1);
  private static final int MAX_ID_CHARS = 128;

  private int priority = InferRequest.USUAL;
  private long timeoutUs;
  private String sequenceId = "";
  private boolean start;
  private boolean end;

  /**
   * A whole number.
   *
   * @throws InvalidRequestException if the parameter can't have it
   */
  public void whole(String name, long value) throws InvalidRequestException {
    switch (name) {
      case "priority" -> priority = priority(notNegative(name, value));
      case "timeout" -> timeoutUs = Math.min(notNegative(name, value), LONGEST_US);
      case "sequence_id" -> sequenceId = value == 0 ? "" : Long.toUnsignedString(value);
      case "sequence_start", "sequence_end" -> throw wrong(name, "true or false");
      default -> {}
    }
  }

  /**
   * A whole number without sign.
   *
   * @throws InvalidRequestException if the parameter can't have it
   */
  public void unsigned(String name, long value) throws InvalidRequestException {
    boolean large = value < 0 && !name.equals("sequence_id");
    whole(name, large ? Long.MAX_VALUE : value);
  }

  /**
   * A number that is not whole.
   *
   * @throws InvalidRequestException if the parameter is one of ours: none has such
   */
  public void real(String name, double value) throws InvalidRequestException {
    switch (name) {
      case "priority", "timeout", "sequence_id" ->
          throw new InvalidRequestException(
              "parameter " + name + ": expected a whole number, got " + value);
      case "sequence_start", "sequence_end" -> throw wrong(name, "true or false");
      default -> {}
    }
  }

  /**
   * A text.
   *
   * @throws InvalidRequestException if the parameter can't have it
   */
  public void text(String name, String value) throws InvalidRequestException {
    switch (name) {
      case "sequence_id" -> {
        if (value.length() > MAX_ID_CHARS) {
          throw new InvalidRequestException(
              "parameter sequence_id: expected at most 128 characters, got " + value.length());
        }
        sequenceId = value;
      }
      case "priority", "timeout" -> throw wrong(name, "a whole number");
      case "sequence_start", "sequence_end" -> throw wrong(name, "true or false");
      default -> {}
    }
  }

  /**
   * True or false.
   *
   * @throws InvalidRequestException if the parameter can't have it
   */
  public void flag(String name, boolean value) throws InvalidRequestException {
    switch (name) {
      case "sequence_start" -> start = value;
      case "sequence_end" -> end = value;
      case "priority", "timeout" -> throw wrong(name, "a whole number");
      case "sequence_id" -> throw wrong(name, "a whole number or a text");
      default -> {}
    }
  }

  /**
   * The request that they and these tensors make; a time limit counts from now.
   *
   * @param outputs the ones wanted, in this order; empty for all
   * @throws InvalidRequestException where the parameters don't fit each other
   */
  public InferRequest request(Map<String, Tensor> inputs, List<String> outputs)
      throws InvalidRequestException {
    if (sequenceId.isEmpty() && (start || end)) {
      throw new InvalidRequestException(
          "parameters sequence_start and sequence_end: expected a sequence_id with them");
    }
    Optional<Long> deadline =
        timeoutUs == 0
            ? Optional.empty()
            : Optional.of(System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(timeoutUs));
    Optional<Sequence> sequence =
        sequenceId.isEmpty() ? Optional.empty() : Optional.of(new Sequence(sequenceId, start, end));
    return new InferRequest(inputs, outputs, priority, deadline, sequence);
  }

  /** On the wire 0 is the usual one, 1 the most urgent; what is above our last is the last. */
  private static int priority(long given) {
    return given == 0 ? InferRequest.USUAL : (int) Math.min(given - 1, InferRequest.LEAST_URGENT);
  }

  private static long notNegative(String name, long value) throws InvalidRequestException {
    if (value < 0) {
      throw new InvalidRequestException("parameter " + name + ": expected 0 or more, got " + value);
    }
    return value;
  }

  private static InvalidRequestException wrong(String name, String expected) {
    return new InvalidRequestException("parameter " + name + ": expected " + expected);
  }
}
