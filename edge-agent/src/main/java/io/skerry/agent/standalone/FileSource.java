package io.skerry.agent.standalone;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Served.Description;
import io.skerry.agent.model.ModelException;
import io.skerry.agent.model.ModelSource;
import io.skerry.agent.model.Signature;
import io.skerry.agent.model.WarmUp;
import io.skerry.agent.schedule.BatchPlan;
import io.skerry.agent.schedule.Hints;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One file with a model, whose tensors are those that it names itself. Thread-safe. */
final class FileSource implements ModelSource {
  private final String name;
  private final String version;
  private final Layout.Seen seen;
  private final FolderRuntime runtime;
  private final InferenceStats stats = new InferenceStats();
  private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

  /** What is known of a model that was opened. */
  private record Known(Tensors tensors, Signature signature, BatchPlan plan) {}

  FileSource(String name, String version, Layout.Seen seen, FolderRuntime runtime) {
    this.name = name;
    this.version = version;
    this.seen = seen;
    this.runtime = runtime;
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  InferenceStats stats() {
    return stats;
  }

  /** Its tensors, once it was opened. */
  Optional<Description> description() {
    return known.get().map(it -> it.signature().description());
  }

  /** Whether its state goes on from step to step, as far as is known. */
  boolean stateful() {
    return known.get().map(it -> !it.tensors().state().isEmpty()).orElse(false);
  }

  @Override
  public String label() {
    return name + "@" + version;
  }

  @Override
  public long fileBytes() {
    return seen.bytes();
  }

  @Override
  public long estimateBytes() {
    return ModelSource.estimate(seen.bytes());
  }

  @Override
  public void prepare() throws ModelException {
    if (runtime.engine().probe() instanceof Engine.Probe.Unavailable(String reason)) {
      throw ModelException.machine(reason, null);
    }
  }

  @Override
  public Session open() throws ModelException {
    Session session = session();
    boolean opened = false;
    try {
      ModelNotes notes = ModelNotes.in(seen.notes());
      Tensors tensors =
          new Tensors(session.inputs(), session.outputs(), notes.state(), notes.constants());
      WarmUp.run(session);
      String file = seen.file() + " " + seen.stamp();
      BatchPlan plan = runtime.options().plan(file, session, tensors, Hints.NONE);
      known.set(Optional.of(new Known(tensors, Signature.of(tensors), plan)));
      opened = true;
      return session;
    } catch (IOException | IllegalArgumentException e) {
      throw ModelException.content(label() + ": " + e.getMessage(), e);
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  private Session session() throws ModelException {
    try {
      return runtime.engine().open(seen.file(), runtime.options().session());
    } catch (EngineException e) {
      throw ModelException.content(label() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> refusal(InferRequest request) {
    return known.get().orElseThrow().signature().refusal(request);
  }

  @Override
  public Optional<String> doubt(InferRequest request) {
    return known.get().orElseThrow().signature().doubt(request);
  }

  @Override
  public Scheduler start(Session session) {
    Known now = known.get().orElseThrow();
    return runtime.options().start(name, version, session, now.tensors(), stats, now.plan());
  }
}
