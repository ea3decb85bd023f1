package io.skerry.agent.oip.grpc;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.oip.Datatypes;
import io.skerry.agent.oip.InvalidRequestException;
import io.skerry.agent.oip.RawTensors;
import io.skerry.protocol.manifest.ElementType;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of one request, owned until {@link #free}. Raw contents are views of the message,
 * copied only where they are not aligned as engines want them; typed contents are unpacked.
 * Confined to one thread at a time.
 */
final class Inputs {
  private static final int MAX_TEXTS = 1 << 18;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Blocks blocks;
  private final Tensor block;
  private int texts;

  private Inputs(Blocks blocks, Tensor block) {
    this.blocks = blocks;
    this.block = block;
  }

  /**
   * Takes over a message's memory.
   *
   * @param block where it stands; freed here if this fails
   * @throws CallException if tensors and contents don't fit each other
   */
  static Inputs of(InferMessage message, Tensor block, Blocks blocks) throws CallException {
    Inputs inputs = new Inputs(blocks, block);
    boolean whole = false;
    try {
      inputs.read(message);
      whole = true;
      return inputs;
    } catch (InvalidRequestException e) {
      throw CallException.invalid(e);
    } finally {
      if (!whole) {
        inputs.free();
      }
    }
  }

  /**
   * The request that they make.
   *
   * @param deadlineNanos of the call itself, beside its parameter {@code timeout}
   */
  InferRequest request(InferMessage message, Optional<Long> deadlineNanos) throws CallException {
    try {
      InferRequest request = message.parameters().request(tensors, message.outputs());
      return new InferRequest(
          request.inputs(),
          request.outputs(),
          request.priority(),
          earlier(request.deadlineNanos(), deadlineNanos),
          request.sequence());
    } catch (InvalidRequestException e) {
      throw CallException.invalid(e);
    }
  }

  /** Frees them and the message. */
  void free() {
    tensors.values().forEach(Tensor::free);
    block.free();
  }

  private static Optional<Long> earlier(Optional<Long> one, Optional<Long> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get() - other.get() < 0 ? one : other;
  }

  private void read(InferMessage message) throws CallException, InvalidRequestException {
    boolean raw = !message.raw().isEmpty();
    if (raw && message.raw().size() != message.inputs().size()) {
      throw CallException.invalid(
          "raw_input_contents: expected one for each of %d inputs or none, got %d"
              .formatted(message.inputs().size(), message.raw().size()));
    }
    for (int i = 0; i < message.inputs().size(); i++) {
      InferMessage.Input input = message.inputs().get(i);
      ElementType type = type(input);
      int elements = RawTensors.elements(input.name(), type, input.shape());
      countTexts(type, elements);
      if (tensors.containsKey(input.name())) {
        throw CallException.invalid("tensor " + input.name() + ": expected each name once");
      }
      tensors.put(
          input.name(),
          raw ? raw(input, type, elements, message.raw().get(i)) : typed(input, type, elements));
    }
  }

  private static ElementType type(InferMessage.Input input) throws CallException {
    return Datatypes.parse(input.datatype())
        .orElseThrow(
            () ->
                CallException.invalid(
                    "tensor %s: expected a datatype such as FP32, got '%s'"
                        .formatted(input.name(), input.datatype())));
  }

  private void countTexts(ElementType type, int elements) throws CallException {
    texts += type == ElementType.STRING ? elements : 0;
    if (texts > MAX_TEXTS) {
      throw CallException.invalid(
          "BYTES: expected at most " + MAX_TEXTS + " elements in a request, got " + texts);
    }
  }

  private Tensor typed(InferMessage.Input input, ElementType type, int elements)
      throws CallException {
    return type == ElementType.STRING
        ? TypedContents.texts(input, elements)
        : TypedContents.numbers(input, type, elements, blocks);
  }

  private Tensor raw(InferMessage.Input input, ElementType type, int elements, ByteBuffer raw)
      throws CallException, InvalidRequestException {
    if (!input.contents().isEmpty()) {
      throw CallException.invalid(
          "tensor " + input.name() + ": expected contents or raw_input_contents, got both");
    }
    if (type == ElementType.STRING) {
      return RawTensors.readTexts(input.name(), input.shape(), raw);
    }
    RawTensors.checkSize(input.name(), type, elements, raw.remaining());
    if (type == ElementType.BOOL) {
      RawTensors.checkBooleans(input.name(), raw);
    }
    if (raw.alignmentOffset(0, Tensor.ALIGNMENT) == 0) {
      return Tensor.wrap(type, input.shape(), raw);
    }
    Tensor aligned = blocks.take(type, input.shape());
    aligned.bytes().put(raw);
    return aligned;
  }
}
