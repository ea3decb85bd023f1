package io.skerry.packager.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.onnx.OnnxModel;
import io.skerry.packager.onnx.OnnxReader;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Describes an ONNX file, also one that could not be packed. */
final class OnnxInspection {
  private OnnxInspection() {}

  static Finding inspect(Path file) throws IOException, FormatException {
    OnnxModel model = OnnxReader.read(file);
    List<String> lines = new ArrayList<>();
    lines.add("ONNX model" + (model.producer().isEmpty() ? "" : " by " + model.producer()));
    model.opsets().forEach((domain, version) -> lines.add(opset(domain, version)));
    lines.addAll(ReleaseInspection.tensors("input", model.inputs()));
    lines.addAll(ReleaseInspection.tensors("output", model.outputs()));
    if (!model.foreignOperators().isEmpty()) {
      lines.add("  foreign operators, refused by pack: " + model.foreignOperators());
    }
    if (!model.externalData().isEmpty()) {
      lines.add("  weights in other files, refused by pack: " + model.externalData());
    }
    ObjectNode json = (ObjectNode) Json.tree(model);
    return new Finding(lines, json.put("kind", "onnx"));
  }

  private static String opset(String domain, long version) {
    return "  opset " + (domain.isEmpty() ? "ai.onnx" : domain) + " " + version;
  }
}
