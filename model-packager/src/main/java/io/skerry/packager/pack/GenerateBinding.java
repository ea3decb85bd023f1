package io.skerry.packager.pack;

import static io.skerry.packager.pack.Shapes.ANY;

import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Output.Generate;
import io.skerry.protocol.manifest.Tensors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks {@code output: generate} against the tensors of decoder and encoder. */
final class GenerateBinding {
  private final Generate generate;
  private final TensorBinding inputs;
  private final Tensors decoder;
  private final Set<String> filled = new HashSet<>();

  /**
   * Over a decoder.
   *
   * @param inputs the block, over all of the decoder's inputs
   */
  GenerateBinding(Generate generate, TensorBinding inputs, Tensors decoder) {
    this.generate = generate;
    this.inputs = inputs;
    this.decoder = decoder;
  }

  /** Refuses what does not go together. */
  void check(Input input, Map<String, Tensors> parts) throws FormatException {
    whole("tokens", Optional.of(generate.tokens()));
    whole("mask", generate.mask());
    whole("positions", generate.positions());
    if (generate.encoder().isPresent()) {
      encoder(generate.encoder().get(), input, parts);
    } else {
      alone(input);
    }
    if (generate.tokenizer().isEmpty() && !(input instanceof Input.Text)) {
      throw inputs.fault("tokenizer", "expected one, since there is none for the input");
    }
    decoder.state().forEach(pair -> filled.add(pair.input()));
    decoder.constants().forEach(constant -> filled.add(constant.tensor()));
    List<String> empty =
        Shapes.names(decoder.inputs()).stream().filter(name -> !filled.contains(name)).toList();
    if (!empty.isEmpty()) {
      throw inputs.fault(
          "tokens", "expected every input of the decoder to be filled, nothing fills " + empty);
    }
  }

  private void whole(String key, Optional<String> tensor) throws FormatException {
    if (tensor.isPresent()) {
      inputs.require(key, tensor.get(), ElementType.INT64, ANY, ANY);
      filled.add(tensor.get());
    }
  }

  private void encoder(Generate.Encoder encoder, Input input, Map<String, Tensors> parts)
      throws FormatException {
    Tensors part = parts.get(encoder.part());
    if (part == null) {
      throw inputs.fault(
          "encoder", "expected one of the parts " + parts.keySet() + ", got " + encoder.part());
    }
    for (Tensors.StatePair pair : encoder.memory()) {
      Tensors.Spec from = find(part.outputs(), pair.output());
      Tensors.Spec to = find(decoder.inputs(), pair.input());
      if (from.type() != to.type() || !Shapes.fits(from.dimensions(), to.dimensions())) {
        throw inputs.fault(
            "encoder",
            "expected an output and an input of one type and shape, got %s and %s"
                .formatted(Shapes.describe(from), Shapes.describe(to)));
      }
      filled.add(to.name());
    }
    if (encoder.mask().isPresent() && !(input instanceof Input.Text)) {
      throw inputs.fault("encoder", "expected no mask, since only text has one");
    }
    whole("encoder", encoder.mask());
  }

  private void alone(Input input) throws FormatException {
    if (!(input instanceof Input.Text text)
        || !text.ids().equals(generate.tokens())
        || !text.mask().equals(generate.mask())) {
      throw inputs.fault(
          "tokens", "expected input text with these ids and this mask, since there is no encoder");
    }
  }

  private Tensors.Spec find(List<Tensors.Spec> specs, String name) throws FormatException {
    for (Tensors.Spec spec : specs) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    throw inputs.fault(
        "encoder", "expected one of %s, got '%s'".formatted(Shapes.names(specs), name));
  }
}
