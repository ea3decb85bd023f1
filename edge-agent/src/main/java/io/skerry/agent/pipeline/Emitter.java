package io.skerry.agent.pipeline;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.message.Result;
import java.time.Instant;
import java.util.UUID;

/** Makes a pipeline's results into events. Thread-safe. */
record Emitter(String pipeline, Origin origin, EventSink sink, PipelineCounts counts) {
  /** Tells one result of this model. */
  void tell(ReleaseId model, Result result) {
    String id = UUID.randomUUID().toString();
    sink.accept(
        pipeline, Event.of(id, origin.source(pipeline), model.toString(), Instant.now(), result));
    counts.event();
  }
}
