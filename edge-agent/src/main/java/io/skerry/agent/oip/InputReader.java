package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads inputs ("Request Input"): their data from the JSON, or from the bytes behind it. Confined
 * to one thread.
 */
final class InputReader {
  private static final int NONE = -1;

  private final JsonCursor json;
  private final Blocks blocks;
  private final Body body;
  private final List<Binary> later = new ArrayList<>();
  private int next;
  private String name = "";
  private ElementType type = ElementType.STRING;
  private long[] shape = {};
  private int size = NONE;
  private int data = NONE;

  /**
   * Of a body.
   *
   * @param jsonBytes behind which the binary tensors lie
   */
  InputReader(JsonCursor json, Blocks blocks, Body body, int jsonBytes) {
    this.json = json;
    this.blocks = blocks;
    this.body = body;
    this.next = jsonBytes;
  }

  /** An input whose bytes come behind the JSON. */
  private static final class Binary {
    private final String name;
    private final ElementType type;
    private final long[] shape;
    private final int size;

    Binary(String name, ElementType type, long[] shape, int size) {
      this.name = name;
      this.type = type;
      this.shape = shape;
      this.size = size;
    }
  }

  /** Reads the one that comes next; its tensor is added unless its bytes come later. */
  void read(Map<String, Tensor> inputs) throws InvalidRequestException, RefusedException {
    Members members = new Members(json);
    size = NONE;
    data = NONE;
    for (String key = members.first(); !key.isEmpty(); key = members.next()) {
      switch (key) {
        case "name" -> name = json.text(RequestReader.MAX_NAME_BYTES);
        case "datatype" -> type = type(json.text(RequestReader.MAX_NAME_BYTES));
        case "shape" -> shape = shape();
        case "parameters" -> parameters();
        case "data" -> {
          json.peek();
          data = json.position();
          if (!known(members) || inputs.containsKey(name)) {
            json.skip(3);
          } else {
            inputs.put(name, tensor());
            data = NONE;
          }
        }
        default -> json.skip(3);
      }
    }
    end(members, inputs);
  }

  private static boolean known(Members members) {
    return members.seen("name") && members.seen("datatype") && members.seen("shape");
  }

  private void end(Members members, Map<String, Tensor> inputs)
      throws InvalidRequestException, RefusedException {
    if (!known(members) || name.isEmpty()) {
      throw json.fault("inputs: expected name, datatype and shape before here");
    }
    boolean binary = size != NONE;
    if (binary == members.seen("data")) {
      throw new InvalidRequestException(
          "input " + name + ": expected either data or the parameter binary_data_size");
    }
    boolean twice = later.stream().anyMatch(other -> other.name.equals(name));
    if (twice || ((binary || data != NONE) && inputs.containsKey(name))) {
      throw new InvalidRequestException("input " + name + ": expected once, got twice");
    }
    if (binary) {
      later.add(new Binary(name, type, shape, size));
    } else if (data != NONE) {
      int after = json.position();
      json.position(data);
      inputs.put(name, tensor());
      json.position(after);
    }
  }

  private static ElementType type(String datatype) throws InvalidRequestException {
    return Datatypes.parse(datatype)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "datatype: expected one of the protocol's such as FP32, got " + datatype));
  }

  private long[] shape() throws InvalidRequestException {
    long[] dimensions = new long[RawTensors.MAX_DIMENSIONS];
    int count = 0;
    json.expect('[');
    if (json.passes(']')) {
      return new long[0];
    }
    do {
      NumberScanner number = json.number();
      if (count == dimensions.length) {
        throw json.fault("shape: expected at most 8 dimensions");
      }
      try {
        dimensions[count++] = number.signed(0, Long.MAX_VALUE);
      } catch (NumberFormatException e) {
        throw new InvalidRequestException("shape: " + e.getMessage() + ", got " + number.text());
      }
    } while (json.another(']'));
    return Arrays.copyOf(dimensions, count);
  }

  private void parameters() throws InvalidRequestException {
    Members members = new Members(json);
    for (String key = members.first(); !key.isEmpty(); key = members.next()) {
      switch (key) {
        case "binary_data_size" -> {
          NumberScanner number = json.number();
          try {
            size = (int) number.signed(0, Integer.MAX_VALUE);
          } catch (NumberFormatException e) {
            throw new InvalidRequestException(
                "binary_data_size: " + e.getMessage() + ", got " + number.text());
          }
        }
        case "shared_memory_region" ->
            throw new InvalidRequestException("inputs: expected no shared memory, there is none");
        default -> json.skip(4);
      }
    }
  }

  private Tensor tensor() throws InvalidRequestException, RefusedException {
    int elements = RawTensors.elements(name, type, shape);
    if (type == ElementType.STRING) {
      return TextReader.read(json, name, shape, elements);
    }
    if (type == ElementType.FLOAT16 || type == ElementType.BFLOAT16) {
      throw new InvalidRequestException(
          "input %s: expected %s as binary data, which JSON can't hold"
              .formatted(name, Datatypes.name(type)));
    }
    if (elements > body.length()) { // each takes a byte of JSON at least
      throw new InvalidRequestException(
          "input %s: expected %d elements, got a shorter body".formatted(name, elements));
    }
    Tensor tensor = blocks.take(type, shape);
    boolean whole = false;
    try {
      new DataReader(json, name, tensor).read();
      whole = true;
      return tensor;
    } finally {
      if (!whole) {
        tensor.free();
      }
    }
  }

  /** Adds the tensors whose bytes lie behind the JSON, which must be all of those bytes. */
  void binary(Map<String, Tensor> inputs) throws InvalidRequestException, RefusedException {
    for (Binary input : later) {
      if (input.size > body.length() - next) {
        throw new InvalidRequestException(
            "input %s: expected %d bytes, got %d"
                .formatted(input.name, input.size, body.length() - next));
      }
      int end = next + input.size;
      inputs.put(input.name, tensor(input, end));
      next = end;
    }
    if (next != body.length()) {
      throw new InvalidRequestException(
          "body: expected an end after the last input, got %d bytes more"
              .formatted(body.length() - next));
    }
  }

  private Tensor tensor(Binary input, int end) throws InvalidRequestException, RefusedException {
    if (input.type == ElementType.STRING) {
      return RawTensors.readTexts(input.name, input.shape, body.bytes(next, end));
    }
    int elements = RawTensors.elements(input.name, input.type, input.shape);
    RawTensors.checkSize(input.name, input.type, elements, input.size);
    if (input.type == ElementType.BOOL) {
      RawTensors.checkBooleans(input.name, body.bytes(next, end));
    }
    if (body.aligned(next)) {
      return body.view(input.type, input.shape, next, end);
    }
    Tensor copy = blocks.take(input.type, input.shape);
    copy.bytes().put(body.bytes(next, end));
    return copy;
  }
}
