package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.InferParameters;
import io.skerry.agent.oip.InvalidRequestException;
import io.skerry.agent.oip.RawTensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code ModelInferRequest} as it came: its form is right, whether a model can take it is left to
 * others. Elements are views of the message. Confined to one thread.
 */
final class InferMessage {
  static final int MAX_NAME_BYTES = 256;
  private static final int MAX_TENSORS = 64;
  private static final int MAX_PARAMETERS = 64;
  private static final int MAX_ID_BYTES = 1024;
  private static final int MAX_TEXT_BYTES = 4096;

  private final List<Input> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<ByteBuffer> raw = new ArrayList<>();
  private final InferParameters parameters = new InferParameters();
  private String model = "";
  private String version = "";
  private String id = "";
  private int parameterCount;

  /** A tensor that goes in. */
  static final class Input {
    private final List<ByteBuffer> contents = new ArrayList<>(1);
    private String name = "";
    private String datatype = "";
    private long[] shape = {};

    String name() {
      return name;
    }

    /** As it came; it may be none that we know. */
    String datatype() {
      return datatype;
    }

    /** Not copied. */
    long[] shape() {
      return shape;
    }

    /** {@code InferTensorContents}, in as many parts as it came. */
    List<ByteBuffer> contents() {
      return contents;
    }

    private void longer(ProtoReader reader) throws CallException {
      if (shape.length == RawTensors.MAX_DIMENSIONS) {
        throw CallException.invalid("tensor " + name + ": expected at most 8 dimensions, got more");
      }
      shape = Arrays.copyOf(shape, shape.length + 1);
      shape[shape.length - 1] = reader.varint();
    }
  }

  /**
   * Reads a message. What was read before it turned out wrong can be asked for.
   *
   * @throws CallException if its form is wrong
   */
  void read(ByteBuffer message) throws CallException {
    ProtoReader reader = new ProtoReader(message);
    while (reader.next()) {
      switch (reader.tag()) {
        case 1 << 3 | ProtoReader.BYTES -> model = reader.text("model_name", MAX_NAME_BYTES);
        case 2 << 3 | ProtoReader.BYTES -> version = reader.text("model_version", MAX_NAME_BYTES);
        case 3 << 3 | ProtoReader.BYTES -> id = reader.text("id", MAX_ID_BYTES);
        case 4 << 3 | ProtoReader.BYTES -> parameter(reader.message(), true);
        case 5 << 3 | ProtoReader.BYTES -> add("inputs", inputs, input(reader.message()));
        case 6 << 3 | ProtoReader.BYTES -> add("outputs", outputs, output(reader.message()));
        case 7 << 3 | ProtoReader.BYTES -> add("raw_input_contents", raw, reader.bytes());
        default -> reader.skip();
      }
    }
  }

  String model() {
    return model;
  }

  /** Exactly this version, or the active one. */
  Optional<String> version() {
    return version.isEmpty() ? Optional.empty() : Optional.of(version);
  }

  /** The caller's own name for the request; empty for none. */
  String id() {
    return id;
  }

  InferParameters parameters() {
    return parameters;
  }

  List<Input> inputs() {
    return inputs;
  }

  /** The outputs wanted; empty for all. */
  List<String> outputs() {
    return outputs;
  }

  /** {@code raw_input_contents}; empty where the inputs bring their contents themselves. */
  List<ByteBuffer> raw() {
    return raw;
  }

  private static <T> void add(String what, List<T> list, T element) throws CallException {
    if (list.size() == MAX_TENSORS) {
      throw CallException.invalid(what + ": expected at most 64");
    }
    list.add(element);
  }

  private Input input(ProtoReader reader) throws CallException {
    Input input = new Input();
    while (reader.next()) {
      switch (reader.tag()) {
        case 1 << 3 | ProtoReader.BYTES -> input.name = reader.text("tensor name", MAX_NAME_BYTES);
        case 2 << 3 | ProtoReader.BYTES -> input.datatype = reader.text("datatype", MAX_NAME_BYTES);
        case 3 << 3 | ProtoReader.VARINT -> input.longer(reader);
        case 3 << 3 | ProtoReader.BYTES -> {
          ProtoReader packed = reader.message();
          while (packed.hasRemaining()) {
            input.longer(packed);
          }
        }
        case 4 << 3 | ProtoReader.BYTES -> parameter(reader.message(), false);
        case 5 << 3 | ProtoReader.BYTES -> add("contents", input.contents, reader.bytes());
        default -> reader.skip();
      }
    }
    return input;
  }

  private String output(ProtoReader reader) throws CallException {
    String name = "";
    while (reader.next()) {
      switch (reader.tag()) {
        case 1 << 3 | ProtoReader.BYTES -> name = reader.text("output name", MAX_NAME_BYTES);
        case 2 << 3 | ProtoReader.BYTES -> parameter(reader.message(), false);
        default -> reader.skip();
      }
    }
    return name;
  }

  /** Parameters of a single tensor mean nothing here; they are counted, and their form is read. */
  private void parameter(ProtoReader entry, boolean ofRequest) throws CallException {
    if (++parameterCount > MAX_PARAMETERS) {
      throw CallException.invalid("parameters: expected at most 64");
    }
    String key = "";
    Optional<ProtoReader> value = Optional.empty();
    while (entry.next()) {
      switch (entry.tag()) {
        case 1 << 3 | ProtoReader.BYTES -> key = entry.text("parameter name", MAX_NAME_BYTES);
        case 2 << 3 | ProtoReader.BYTES -> value = Optional.of(entry.message());
        default -> entry.skip();
      }
    }
    if (value.isPresent() && ofRequest) {
      try {
        set(key, value.get());
      } catch (InvalidRequestException e) {
        throw CallException.invalid(e);
      }
    }
  }

  private void set(String key, ProtoReader value) throws CallException, InvalidRequestException {
    while (value.next()) {
      switch (value.tag()) {
        case 1 << 3 | ProtoReader.VARINT -> parameters.flag(key, value.varint() != 0);
        case 2 << 3 | ProtoReader.VARINT -> parameters.whole(key, value.varint());
        case 3 << 3 | ProtoReader.BYTES ->
            parameters.text(key, value.text("parameter", MAX_TEXT_BYTES));
        case 4 << 3 | ProtoReader.FIXED64 ->
            parameters.real(key, Double.longBitsToDouble(value.fixed64()));
        case 5 << 3 | ProtoReader.VARINT -> parameters.unsigned(key, value.varint());
        default -> value.skip();
      }
    }
  }
}
