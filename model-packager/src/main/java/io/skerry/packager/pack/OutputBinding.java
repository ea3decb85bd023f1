package io.skerry.packager.pack;

import static io.skerry.packager.pack.Shapes.ANY;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.source.YamlDocument;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;

/** Checks {@code output} against the model's tensors, and fills what it may leave out. */
final class OutputBinding {
  private final YamlDocument document;
  private final TensorBinding binding;

  private OutputBinding(YamlDocument document, TensorBinding binding) {
    this.document = document;
    this.binding = binding;
  }

  /** Binds the block; {@code free} are the outputs that are no state. */
  static Output bind(
      YamlDocument document, ObjectNode block, List<Tensors.Spec> free, List<String> labels)
      throws FormatException {
    TensorBinding binding = new TensorBinding(document, "output", block, free);
    return new OutputBinding(document, binding).bind(labels.size());
  }

  private Output bind(int labels) throws FormatException {
    switch (binding.kind()) {
      case "classify" -> binding.complete("tensor", spec -> Shapes.floats(spec, ANY, ANY));
      case "activity" -> binding.complete("tensor", spec -> Shapes.floats(spec, ANY, 1));
      case "ctc" -> binding.complete("tensor", spec -> Shapes.floats(spec, ANY, ANY, ANY));
      case "embedding" -> binding.complete("tensor", spec -> Shapes.floats(spec, vectors()));
      case "generate" -> binding.complete("logits", spec -> Shapes.floats(spec, ANY, ANY, ANY));
      case "boxes" -> {
        binding.complete("boxes", spec -> Shapes.floats(spec, ANY, ANY, 4));
        String boxes = binding.text("boxes");
        binding.complete(
            "scores", spec -> !spec.name().equals(boxes) && Shapes.floats(spec, ANY, ANY, ANY));
      }
      default -> {
        // Raw tensors name none; an unknown kind is refused below.
      }
    }
    Output output = binding.convert(Output.class);
    switch (output) {
      case Output.Classify classify ->
          classes(binding.require("tensor", classify.tensor(), ANY, ANY), labels);
      case Output.Activity activity -> binding.require("tensor", activity.tensor(), ANY, 1);
      case Output.Boxes boxes -> boxes(boxes, labels);
      case Output.Embedding embedding -> binding.require("tensor", embedding.tensor(), vectors());
      case Output.Ctc ctc -> ctc(ctc, labels);
      case Output.Generate generate -> binding.require("logits", generate.logits(), ANY, ANY, ANY);
      case Output.Raw _ -> {
        // Told as they are.
      }
    }
    return output;
  }

  private long[] vectors() {
    return binding.text("pool").equals("none") ? new long[] {ANY, ANY} : new long[] {ANY, ANY, ANY};
  }

  private void ctc(Output.Ctc ctc, int labels) throws FormatException {
    classes(binding.require("tensor", ctc.tensor(), ANY, ANY, ANY), labels);
    if (labels == 0 || ctc.blank() >= labels) {
      throw binding.fault(
          "blank", "expected one of the labels, of which there are %d".formatted(labels));
    }
  }

  private void boxes(Output.Boxes boxes, int labels) throws FormatException {
    Tensors.Spec places = binding.require("boxes", boxes.boxes(), ANY, ANY, 4);
    long anchors = places.dimensions()[1];
    Tensors.Spec scores = binding.require("scores", boxes.scores(), ANY, anchors, ANY);
    long classes = classes(scores, labels);
    int background = boxes.background().orElse(0);
    if (background < 0 || (classes >= 0 && background >= classes)) {
      throw binding.fault(
          "background", "expected a class below " + classes + ", got " + background);
    }
  }

  /** How many classes; a label for each, where there are labels. */
  private long classes(Tensors.Spec scores, int labels) throws FormatException {
    long classes = scores.dimensions()[scores.shape().size() - 1];
    if (labels > 0 && classes >= 0 && labels != classes) {
      throw document.fault(
          JsonPointer.compile("/labels"),
          "expected %d labels, one per class of %s, got %d"
              .formatted(classes, scores.name(), labels));
    }
    return classes;
  }
}
