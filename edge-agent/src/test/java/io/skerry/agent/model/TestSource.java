package io.skerry.agent.model;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.schedule.Limits;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.schedule.Schedulers;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file as a model, that claims to take so much memory. */
record TestSource(String label, Path file, long fileBytes, Engine engine) implements ModelSource {
  @Override
  public long estimateBytes() {
    return fileBytes;
  }

  @Override
  public void prepare() {
    engine.probe();
  }

  @Override
  public Session open() throws ModelException {
    try {
      return engine.open(file, new SessionOptions(1));
    } catch (EngineException e) {
      throw ModelException.content(e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> refusal(InferRequest request) {
    return Optional.empty();
  }

  @Override
  public Optional<String> doubt(InferRequest request) {
    return Optional.empty();
  }

  @Override
  public Scheduler start(Session session) {
    Tensors tensors = new Tensors(session.inputs(), session.outputs(), List.of(), List.of());
    return Schedulers.start(
        label, "1", session, tensors, Limits.forThisMachine(), new InferenceStats());
  }
}
