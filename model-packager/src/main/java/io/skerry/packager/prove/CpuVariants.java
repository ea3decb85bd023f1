package io.skerry.packager.prove;

import io.skerry.packager.cli.Failure;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.util.List;

/** Which variants this machine can run: those for ONNX Runtime that need no GPU. */
final class CpuVariants {
  private CpuVariants() {}

  static List<Variant> of(ModelContent model) throws Failure {
    List<Variant> variants = model.variants().stream().filter(CpuVariants::runs).toList();
    if (variants.isEmpty()) {
      throw Failure.refused(
          "no variant for ONNX Runtime on a CPU to prove; add one, or sign with --unproven");
    }
    return variants;
  }

  /** The ids of the rest. */
  static List<String> others(ModelContent model) {
    return model.variants().stream().filter(variant -> !runs(variant)).map(Variant::id).toList();
  }

  private static boolean runs(Variant variant) {
    return variant.engine() == Variant.EngineKind.ONNXRUNTIME && variant.needs().gpu().isEmpty();
  }
}
