package io.skerry.agent.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.agent.model.ActiveModel;
import io.skerry.agent.pipeline.PipelineStatus;
import io.skerry.protocol.json.Json;
import java.util.Locale;

/** What runs, and whether it does its work. Thread-safe. */
record StatusPage(Serving serving) {
  /** Everything that runs. */
  Answer status() {
    ObjectNode json = Json.object();
    serving.warning().ifPresent(text -> json.put("warning", text));
    ArrayNode running = json.putArray("models");
    serving.models().list().forEach(model -> put(running.addObject(), model));
    ArrayNode flows = json.putArray("pipelines");
    serving.pipelines().list().forEach(pipeline -> put(flows.addObject(), pipeline));
    return Answer.ok(json);
  }

  /** 200 as long as the agent answers: {@code ok}, or {@code degraded} with the faults. */
  Answer health() {
    ObjectNode json = Json.object();
    ArrayNode faults = Json.object().putArray("faults");
    for (ActiveModel model : serving.models().list()) {
      model.health().fault().ifPresent(fault -> faults.add(model.release() + ": " + fault));
    }
    for (PipelineStatus pipeline : serving.pipelines().list()) {
      pipeline.fault().ifPresent(fault -> faults.add(pipeline.spec().release() + ": " + fault));
    }
    json.put("status", faults.isEmpty() ? "ok" : "degraded");
    json.set("faults", faults);
    return Answer.ok(json);
  }

  private static void put(ObjectNode json, ActiveModel model) {
    json.put("release", model.release().toString())
        .put("task", model.content().task())
        .put("takes", takes(model))
        .put("variant", model.model().proof().variant())
        .put("proof", model.model().proof().detail())
        .put("minScore", model.minScore())
        .put("loaded", model.model().availability().loaded())
        .put("batching", model.model().plan())
        .put("inferences", model.health().runs())
        .put("failures", model.health().failures());
    model.model().progress().ifPresent(text -> json.put("engine", text));
  }

  private static String takes(ActiveModel model) {
    if (model.sees()) {
      return "image";
    }
    if (model.hears() || model.transcribes()) {
      return "audio";
    }
    return model.reads() ? "text" : "tensors";
  }

  private static void put(ObjectNode json, PipelineStatus pipeline) {
    json.put("release", pipeline.spec().release().toString())
        .put("source", pipeline.spec().source())
        .put("model", pipeline.spec().model().toString())
        .put("state", pipeline.state().name().toLowerCase(Locale.ROOT))
        .put("frames", pipeline.frames())
        .put("dropped", pipeline.dropped())
        .put("events", pipeline.events());
    pipeline.fault().ifPresent(fault -> json.put("fault", fault));
  }
}
