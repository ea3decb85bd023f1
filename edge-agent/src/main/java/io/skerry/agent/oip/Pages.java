package io.skerry.agent.oip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;

/** The protocol's answers that tell what there is. Thread-safe. */
final class Pages {
  private static final List<String> EXTENSIONS =
      List.of(
          "binary_tensor_data",
          "classification",
          "model_repository",
          "parameters",
          "schedule_policy",
          "sequence",
          "sequence(string_id)",
          "statistics");

  private Pages() {}

  /** Server metadata. */
  static ObjectNode server(String version) {
    ObjectNode json = Json.object().put("name", "skerry").put("version", version);
    EXTENSIONS.forEach(json.putArray("extensions")::add);
    return json;
  }

  /** Model metadata. */
  static ObjectNode metadata(Served model, Served.Description description) {
    ObjectNode json = Json.object().put("name", model.name()).put("platform", model.platform());
    json.putArray("versions").add(model.version());
    tensors(json.putArray("inputs"), description.inputs());
    tensors(json.putArray("outputs"), description.outputs());
    return json;
  }

  private static void tensors(ArrayNode json, List<Tensors.Spec> specs) {
    for (Tensors.Spec spec : specs) {
      ArrayNode shape =
          json.addObject()
              .put("name", spec.name())
              .put("datatype", Datatypes.name(spec.type()))
              .putArray("shape");
      for (long dimension : spec.dimensions()) {
        shape.add(dimension);
      }
    }
  }

  /** The statistics extension's answer. */
  static ObjectNode stats(List<Served> models) {
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("model_stats");
    models.forEach(model -> stats(list.addObject(), model));
    return json;
  }

  private static void stats(ObjectNode json, Served model) {
    InferenceStats stats = model.stats();
    json.put("name", model.name())
        .put("version", model.version())
        .put("last_inference", stats.lastMs())
        .put("inference_count", stats.inferences())
        .put("execution_count", stats.executions());
    ObjectNode stages = json.putObject("inference_stats");
    stage(stages.putObject("success"), stats.success().count(), stats.success().nanos());
    stage(stages.putObject("fail"), stats.failure().count(), stats.failure().nanos());
    stage(stages.putObject("queue"), stats.queue().count(), stats.queue().nanos());
    stage(stages.putObject("compute_input"), stats.input().count(), stats.input().nanos());
    stage(stages.putObject("compute_infer"), stats.compute().count(), stats.compute().nanos());
    stage(stages.putObject("compute_output"), stats.output().count(), stats.output().nanos());
    stage(stages.putObject("cache_hit"), 0, 0);
    stage(stages.putObject("cache_miss"), 0, 0);
    ArrayNode batches = json.putArray("batch_stats");
    for (Map.Entry<Integer, InferenceStats.Stage> batch : stats.batches().entrySet()) {
      ObjectNode entry = batches.addObject().put("batch_size", batch.getKey());
      stage(entry.putObject("compute_infer"), batch.getValue().count(), batch.getValue().nanos());
    }
  }

  private static void stage(ObjectNode json, long count, long nanos) {
    json.put("count", count).put("ns", nanos);
  }

  /** The repository index. */
  static ArrayNode index(List<Served> models, boolean readyOnly) {
    ArrayNode json = Json.object().putArray("models");
    for (Served model : models) {
      Served.Availability now = model.availability();
      if (!readyOnly || now.state() == Served.State.READY) {
        json.addObject()
            .put("name", model.name())
            .put("version", model.version())
            .put("state", now.state().name())
            .put("reason", now.reason());
      }
    }
    return json;
  }
}
