package io.skerry.packager.pack;

import static io.skerry.packager.pack.Shapes.ANY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.LogMel;
import io.skerry.protocol.manifest.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Checks {@code input} against the model's tensors, and fills what it may leave out. */
final class InputBinding {
  private InputBinding() {}

  /**
   * Binds the block.
   *
   * @param free the inputs that are neither state nor constant, of what takes the input
   * @param alone whether nothing but the input fills them
   */
  static Input bind(YamlDocument document, ObjectNode block, List<Tensors.Spec> free, boolean alone)
      throws FormatException {
    TensorBinding binding = new TensorBinding(document, "input", block, free);
    switch (binding.kind()) {
      case "image" -> binding.complete("tensor", spec -> isFloat(spec, 4));
      case "audio" ->
          binding.complete("tensor", spec -> isFloat(spec, binding.has("features") ? 3 : 2));
      case "text" ->
          binding.complete(
              "ids", spec -> spec.type() == ElementType.INT64 && spec.shape().size() == 2);
      default -> {
        // Raw tensors name none; an unknown kind is refused below.
      }
    }
    Input input = binding.convert(Input.class);
    switch (input) {
      case Input.Image image -> {
        binding.require("tensor", image.tensor(), shape(image));
        only(binding, free, List.of(image.tensor()));
      }
      case Input.Audio audio -> {
        binding.require("tensor", audio.tensor(), shape(audio));
        only(binding, free, List.of(audio.tensor()));
      }
      case Input.Text text -> {
        List<String> named = new ArrayList<>();
        token(binding, "ids", text.ids(), named);
        if (text.mask().isPresent()) {
          token(binding, "mask", text.mask().get(), named);
        }
        if (text.types().isPresent()) {
          token(binding, "types", text.types().get(), named);
        }
        if (alone) {
          only(binding, free, named);
        }
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

  private static long[] shape(Input.Audio audio) {
    int samples = audio.context() + audio.window();
    if (audio.features().isEmpty()) {
      return new long[] {ANY, samples};
    }
    LogMel mel = audio.features().get();
    return switch (mel.order()) {
      case FRAMES_BINS -> new long[] {ANY, mel.frames(samples), mel.bins()};
      case BINS_FRAMES -> new long[] {ANY, mel.bins(), mel.frames(samples)};
    };
  }

  private static void token(TensorBinding binding, String key, String tensor, List<String> named)
      throws FormatException {
    binding.require(key, tensor, ElementType.INT64, ANY, ANY);
    named.add(tensor);
  }

  private static void only(TensorBinding binding, List<Tensors.Spec> free, List<String> named)
      throws FormatException {
    if (!named.containsAll(Shapes.names(free))) {
      throw binding.fault(
          "tensor",
          "expected every input but %s to be a state or a constant, got %s"
              .formatted(String.join(", ", named), Shapes.names(free)));
    }
  }
}
