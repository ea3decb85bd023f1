package io.skerry.agent.model;

import io.skerry.agent.engine.Session;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether what a release says about its tensors goes together, and with the model itself. */
final class TensorChecks {
  private TensorChecks() {}

  /** The tensors that the output kind reads must be there, as float32. */
  static void outputs(ModelContent content) throws ModelException {
    List<String> read =
        switch (content.output()) {
          case Output.Classify classify -> List.of(classify.tensor());
          case Output.Boxes boxes -> List.of(boxes.scores(), boxes.boxes());
          case Output.Activity activity -> List.of(activity.tensor());
          case Output.Embedding embedding -> List.of(embedding.tensor());
          case Output.Ctc ctc -> List.of(ctc.tensor());
          case Output.Generate generate -> List.of(generate.logits());
          case Output.Raw raw -> List.of();
        };
    Map<String, Tensors.Spec> specs = byName(content.tensors().outputs());
    for (String name : read) {
      if (!specs.containsKey(name) || specs.get(name).type() != ElementType.FLOAT32) {
        throw ModelException.content("output " + name + ": expected a tensor of float32");
      }
    }
    for (Tensors.StatePair pair : content.tensors().state()) {
      if (!specs.containsKey(pair.output())) {
        throw ModelException.content("state: the model has no output " + pair.output());
      }
    }
  }

  /** The loaded model must have the tensors that the release names, and take no others. */
  static void same(Tensors tensors, Session session) throws ModelException {
    same("input", tensors.inputs(), session.inputs(), true);
    same("output", tensors.outputs(), session.outputs(), false);
  }

  private static void same(
      String what, List<Tensors.Spec> told, List<Tensors.Spec> real, boolean all)
      throws ModelException {
    Map<String, Tensors.Spec> specs = byName(real);
    for (Tensors.Spec spec : told) {
      Tensors.Spec actual = specs.remove(spec.name());
      if (actual == null
          || actual.type() != spec.type()
          || actual.shape().size() != spec.shape().size()) {
        throw ModelException.content(
            what + " " + spec.name() + ": expected " + spec + ", the model has " + actual);
      }
    }
    if (all && !specs.isEmpty()) {
      throw ModelException.content(
          what + "s: the model also needs " + specs.keySet() + ", the release doesn't say so");
    }
  }

  private static Map<String, Tensors.Spec> byName(List<Tensors.Spec> specs) {
    return specs.stream()
        .collect(Collectors.toMap(Tensors.Spec::name, Function.identity(), (a, b) -> b));
  }
}
