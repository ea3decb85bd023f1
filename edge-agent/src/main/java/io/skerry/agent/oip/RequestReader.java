package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the body of a request to infer (Open Inference Protocol, "Inference Request JSON Object",
 * with Triton's binary tensor data extension) in one pass. Unknown members are passed over; the
 * same one twice is refused. Used once, by one thread.
 */
final class RequestReader {
  private static final int MAX_TENSORS = 64;
  private static final int MAX_ID_BYTES = 1024;

  /** The most bytes of a name. */
  static final int MAX_NAME_BYTES = 256;

  private final JsonCursor json;
  private final InputReader input;
  private final OutputReader output;
  private final InferParameters parameters = new InferParameters();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final List<Wanted> outputs = new ArrayList<>();
  private Optional<String> id = Optional.empty();
  private boolean binary;

  private RequestReader(Blocks blocks, Body body, int jsonBytes) {
    json = new JsonCursor(body.bytes(0, jsonBytes));
    input = new InputReader(json, blocks, body, jsonBytes);
    output = new OutputReader(json);
  }

  /**
   * Reads it.
   *
   * @param jsonBytes how much of the body is JSON; binary tensors are the rest
   * @throws InvalidRequestException if it breaks the protocol
   * @throws RefusedException if there is no room for its tensors
   */
  static ReadRequest read(Blocks blocks, Body body, int jsonBytes)
      throws InvalidRequestException, RefusedException {
    RequestReader reader = new RequestReader(blocks, body, jsonBytes);
    boolean whole = false;
    try {
      ReadRequest request = reader.read();
      whole = true;
      return request;
    } catch (IndexOutOfBoundsException _) {
      throw reader.json.early();
    } finally {
      if (!whole) {
        reader.inputs.values().forEach(Tensor::free);
      }
    }
  }

  private ReadRequest read() throws InvalidRequestException, RefusedException {
    Members members = new Members(json);
    for (String key = members.first(); !key.isEmpty(); key = members.next()) {
      switch (key) {
        case "id" -> id = Optional.of(json.text(MAX_ID_BYTES));
        case "parameters" -> parameters();
        case "inputs" -> inputs();
        case "outputs" -> outputs();
        default -> json.skip(1);
      }
    }
    json.end();
    if (!members.seen("inputs")) {
      throw new InvalidRequestException("expected inputs");
    }
    input.binary(inputs);
    List<String> names = outputs.stream().map(Wanted::name).toList();
    return new ReadRequest(
        id.filter(text -> !text.isEmpty()), parameters.request(inputs, names), outputs, binary);
  }

  private void inputs() throws InvalidRequestException, RefusedException {
    json.expect('[');
    if (json.passes(']')) {
      return;
    }
    do {
      if (inputs.size() == MAX_TENSORS) {
        throw new InvalidRequestException("inputs: expected at most 64");
      }
      input.read(inputs);
    } while (json.another(']'));
  }

  private void outputs() throws InvalidRequestException {
    json.expect('[');
    if (json.passes(']')) {
      return;
    }
    Set<String> names = new HashSet<>();
    do {
      Wanted wanted = output.read();
      if (!names.add(wanted.name())) {
        throw new InvalidRequestException("output " + wanted.name() + ": expected once, got twice");
      }
      if (names.size() > MAX_TENSORS) {
        throw new InvalidRequestException("outputs: expected at most 64");
      }
      outputs.add(wanted);
    } while (json.another(']'));
  }

  private void parameters() throws InvalidRequestException {
    Members members = new Members(json);
    for (String key = members.first(); !key.isEmpty(); key = members.next()) {
      if (key.equals("binary_data_output")) {
        binary = json.flag();
        continue;
      }
      switch (json.peek()) {
        case '"' -> parameters.text(key, json.text(MAX_ID_BYTES));
        case 't', 'f' -> parameters.flag(key, json.flag());
        case '{', '[', 'n' -> json.skip(2);
        default -> number(key);
      }
    }
  }

  private void number(String key) throws InvalidRequestException {
    NumberScanner number = json.number();
    if (!number.whole()) {
      parameters.real(key, number.float64());
      return;
    }
    try {
      if (number.negative()) {
        parameters.whole(key, number.signed(Long.MIN_VALUE, 0));
      } else {
        parameters.unsigned(key, number.unsigned());
      }
    } catch (NumberFormatException _) {
      throw new InvalidRequestException(
          "parameter " + key + ": expected a number of 64 bits, got " + number.text());
    }
  }
}
