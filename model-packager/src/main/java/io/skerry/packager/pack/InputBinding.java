package io.skerry.packager.pack;

import static io.skerry.packager.pack.Shapes.ANY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;

/** Checks {@code input} against the model's tensors, and fills what it may leave out. */
final class InputBinding {
  private InputBinding() {}

  /** Binds the block; {@code free} are the inputs that are neither state nor constant. */
  static Input bind(YamlDocument document, ObjectNode block, List<Tensors.Spec> free)
      throws FormatException {
    TensorBinding binding = new TensorBinding(document, "input", block, free);
    switch (binding.kind()) {
      case "image" -> binding.complete("tensor", spec -> isFloat(spec, 4));
      case "audio" -> binding.complete("tensor", spec -> isFloat(spec, 2));
      default -> {
        // Raw tensors name none; an unknown kind is refused below.
      }
    }
    Input input = binding.convert(Input.class);
    switch (input) {
      case Input.Image image -> {
        binding.require("tensor", image.tensor(), shape(image));
        onlyOne(binding, free, image.tensor());
      }
      case Input.Audio audio -> {
        binding.require("tensor", audio.tensor(), ANY, (long) audio.context() + audio.window());
        onlyOne(binding, free, audio.tensor());
      }
      case Input.Raw _ -> {
        // Every input is given from outside.
      }
    }
    return input;
  }

  private static boolean isFloat(Tensors.Spec spec, int dimensions) {
    return spec.type() == ElementType.FLOAT32 && spec.shape().size() == dimensions;
  }

  private static long[] shape(Input.Image image) {
    int channels = image.colour().channels();
    return switch (image.layout()) {
      case NCHW -> new long[] {ANY, channels, image.height(), image.width()};
      case NHWC -> new long[] {ANY, image.height(), image.width(), channels};
    };
  }

  private static void onlyOne(TensorBinding binding, List<Tensors.Spec> free, String tensor)
      throws FormatException {
    if (free.size() > 1) {
      throw binding.fault(
          "tensor",
          "expected every input but %s to be a state or a constant, got %s"
              .formatted(tensor, Shapes.names(free)));
    }
  }
}
