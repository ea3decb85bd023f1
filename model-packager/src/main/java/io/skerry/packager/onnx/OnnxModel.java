package io.skerry.packager.onnx;

import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an ONNX file says about itself.
 *
 * @param producer the program that wrote it, perhaps empty
 * @param opsets version by domain; the standard domain is empty
 * @param inputs without those that initialisers fill
 * @param foreignOperators {@code domain.Operator} that neither ONNX, ONNX Runtime nor the file
 *     itself defines
 * @param externalData files with weights that the file points at, as written
 */
public record OnnxModel(
    String producer,
    Map<String, Long> opsets,
    List<Tensors.Spec> inputs,
    List<Tensors.Spec> outputs,
    Set<String> foreignOperators,
    Set<String> externalData) {
  public OnnxModel {
    opsets = Map.copyOf(opsets);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
