package io.skerry.agent.oip;

import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the answer to a request to infer (Open Inference Protocol, "Inference Response JSON
 * Object", with Triton's binary tensor data and classification extensions). Thread-safe.
 */
final class AnswerWriter {
  private AnswerWriter() {}

  /**
   * Writes it; the outputs are not freed.
   *
   * @throws RefusedException where an output can't come as it was asked for
   */
  static Written write(String model, ReadRequest request, Answered answered)
      throws RefusedException {
    JsonSink json = new JsonSink();
    json.raw("{\"model_name\":").text(model);
    json.raw(",\"model_version\":").text(answered.version());
    if (request.id().isPresent()) {
      json.raw(",\"id\":").text(request.id().get());
    }
    json.raw(",\"outputs\":[");
    List<Tensor> binary = new ArrayList<>();
    boolean first = true;
    for (Map.Entry<String, Tensor> output : answered.outputs().entrySet()) {
      if (!first) {
        json.raw(',');
      }
      first = false;
      output(output.getKey(), output.getValue(), request, json, binary);
    }
    json.raw("]}");
    return new Written(json, binary);
  }

  private static void output(
      String name, Tensor given, ReadRequest request, JsonSink json, List<Tensor> binary)
      throws RefusedException {
    boolean raw = request.binary();
    Tensor tensor = given;
    for (Wanted wanted : request.outputs()) {
      if (wanted.name().equals(name)) {
        raw = wanted.binary().orElse(raw);
        tensor = wanted.classes() > 0 ? Classification.of(name, given, wanted.classes()) : given;
      }
    }
    json.raw("{\"name\":").text(name);
    json.raw(",\"datatype\":\"").raw(Datatypes.name(tensor.type())).raw("\",\"shape\":[");
    long[] shape = tensor.shape();
    for (int i = 0; i < shape.length; i++) {
      if (i > 0) {
        json.raw(',');
      }
      json.number(shape[i]);
    }
    json.raw(']');
    if (raw) {
      json.raw(",\"parameters\":{\"binary_data_size\":");
      json.number(RawTensors.bytes(tensor)).raw('}');
      binary.add(tensor);
    } else {
      json.raw(",\"data\":");
      DataWriter.write(tensor, json);
    }
    json.raw('}');
  }
}
