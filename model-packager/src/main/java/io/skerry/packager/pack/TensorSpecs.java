package io.skerry.packager.pack;

import com.fasterxml.jackson.core.JsonPointer;
import io.skerry.packager.onnx.OnnxModel;
import io.skerry.packager.source.ReleaseSource;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.npy.NpyArray;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts together a model's tensors from its ONNX file and the description's state and constants. */
final class TensorSpecs {
  private final YamlDocument document;
  private final Set<String> usedInputs = new HashSet<>();
  private final Set<String> usedOutputs = new HashSet<>();

  TensorSpecs(YamlDocument document) {
    this.document = document;
  }

  Tensors of(OnnxModel onnx, ReleaseSource.Model source) throws FormatException {
    for (int i = 0; i < source.state().size(); i++) {
      state(onnx, source.state().get(i), at("state", i));
    }
    for (int i = 0; i < source.constants().size(); i++) {
      constant(onnx, source.constants().get(i), at("constants", i));
    }
    return new Tensors(onnx.inputs(), onnx.outputs(), source.state(), source.constants());
  }

  /** The inputs that are neither state nor constant. */
  List<Tensors.Spec> freeInputs(Tensors tensors) {
    return tensors.inputs().stream().filter(spec -> !usedInputs.contains(spec.name())).toList();
  }

  /** The outputs that are no state. */
  List<Tensors.Spec> freeOutputs(Tensors tensors) {
    return tensors.outputs().stream().filter(spec -> !usedOutputs.contains(spec.name())).toList();
  }

  private void state(OnnxModel onnx, Tensors.StatePair pair, JsonPointer at)
      throws FormatException {
    Tensors.Spec from = find(onnx.outputs(), pair.output(), at.appendProperty("output"));
    Tensors.Spec to = find(onnx.inputs(), pair.input(), at.appendProperty("input"));
    if (from.type() != to.type() || !Shapes.fits(from.dimensions(), to.dimensions())) {
      throw document.fault(
          at,
          "expected an output and an input of one type and shape, got %s and %s"
              .formatted(Shapes.describe(from), Shapes.describe(to)));
    }
    if (!usedInputs.add(to.name()) || !usedOutputs.add(from.name())) {
      throw document.fault(at, "expected each tensor in one state only");
    }
  }

  private void constant(OnnxModel onnx, Tensors.Constant constant, JsonPointer at)
      throws FormatException {
    Tensors.Spec spec = find(onnx.inputs(), constant.tensor(), at.appendProperty("tensor"));
    if (!usedInputs.add(spec.name())) {
      throw document.fault(at, "expected each tensor as one state or one constant only");
    }
    try {
      NpyArray.filled(spec.type(), new long[0], constant.value());
    } catch (IllegalArgumentException e) {
      throw document.fault(at.appendProperty("value"), e.getMessage());
    }
  }

  private Tensors.Spec find(List<Tensors.Spec> specs, String name, JsonPointer at)
      throws FormatException {
    Optional<Tensors.Spec> found =
        specs.stream().filter(spec -> spec.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      throw document.fault(at, "expected one of %s, got '%s'".formatted(Shapes.names(specs), name));
    }
    return found.get();
  }

  private static JsonPointer at(String list, int index) {
    return JsonPointer.empty().appendProperty(list).appendIndex(index);
  }
}
