package io.skerry.agent.model;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.GpuOptions;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.schedule.BatchPlan;
import io.skerry.agent.schedule.Hints;
import io.skerry.agent.schedule.Ragged;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.agent.text.TokenizerLibrary;
import io.skerry.protocol.manifest.Batching;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One variant of a release: proved by its golden samples each time that it is loaded, which warms
 * it up too. Thread-safe.
 */
final class ReleaseSource implements ModelSource {
  private final Release release;
  private final Use use;
  private final Signature signature;
  private final Engine engine;
  private final RunOptions options;
  private final InferenceStats stats = new InferenceStats();
  private final AtomicReference<String> proved = new AtomicReference<>("");
  private final AtomicReference<BatchPlan> plan =
      new AtomicReference<>(BatchPlan.none("not loaded yet"));

  /** What is loaded. */
  record Release(
      Manifest manifest,
      ModelContent content,
      Variant variant,
      Function<Blob, Path> blobs,
      TokenizerLibrary library) {}

  ReleaseSource(Release release, Use use, Engine engine, RunOptions options) {
    this.release = release;
    this.use = use;
    this.signature = Signature.of(served(use, release.content()));
    this.engine = engine;
    this.options = options;
  }

  /** What callers give and get: of a model that writes text, not the tensors of its steps. */
  private static Tensors served(Use use, ModelContent content) {
    return use instanceof GenerateUse writer ? WritingSession.tensors(writer) : content.tensors();
  }

  Manifest manifest() {
    return release.manifest();
  }

  ModelContent content() {
    return release.content();
  }

  Variant variant() {
    return release.variant();
  }

  Use use() {
    return use;
  }

  Signature signature() {
    return signature;
  }

  @Override
  public Optional<String> refusal(InferRequest request) {
    return signature.refusal(request);
  }

  @Override
  public Optional<String> doubt(InferRequest request) {
    return signature.doubt(request);
  }

  InferenceStats stats() {
    return stats;
  }

  /** What was proved when it was last loaded. */
  LoadedModel.Proof proof() {
    return new LoadedModel.Proof(variant().id(), proved.get());
  }

  @Override
  public String label() {
    return manifest().release().toString();
  }

  @Override
  public long fileBytes() {
    return variant().allFiles().stream().mapToLong(Blob::length).sum();
  }

  /** Memory of a GPU is none of the budget's. */
  @Override
  public long estimateBytes() {
    Variant.Needs needs = variant().needs();
    long told = onGpu() ? 0 : (long) needs.memoryMb().orElse(0) << 20;
    return Math.max(told, ModelSource.estimate(fileBytes()));
  }

  @Override
  public void prepare() throws ModelException {
    Engine.Probe probe = onGpu() ? engine.gpu() : engine.probe();
    if (probe instanceof Engine.Probe.Unavailable(String reason)) {
      throw ModelException.machine(engine.kind() + " does not work here: " + reason, null);
    }
  }

  private boolean onGpu() {
    return variant().engine() == Variant.EngineKind.TENSORRT || variant().needs().gpu().isPresent();
  }

  @Override
  public Session open() throws ModelException {
    GoldenProof proof = new GoldenProof(content(), variant(), release.blobs());
    WholeSession session =
        new VariantFiles(
                engine,
                (part, blob) -> options(part, blob, proof),
                release.library(),
                release.blobs())
            .open(content(), variant());
    boolean loaded = false;
    try {
      proved.set(proof.prove(manifest(), session));
      if (content().golden().isEmpty()) {
        WarmUp.run(session);
      }
      plan.set(plan(session));
      loaded = true;
      return use instanceof GenerateUse writer ? new WritingSession(writer, session) : session;
    } finally {
      if (!loaded) {
        session.close();
      }
    }
  }

  private BatchPlan plan(WholeSession session) throws ModelException {
    return use instanceof GenerateUse
        ? BatchPlan.none("each text is written alone")
        : options.plan(variant().blob().sha256().toString(), session, tensors(), hints());
  }

  /** Whether sequences go on in it. */
  boolean stateful() {
    return !tensors().state().isEmpty();
  }

  /**
   * A golden sample of the model's own file suits it; what a device batches, its release allows.
   */
  private Hints hints() throws ModelException {
    Optional<Ragged> ragged =
        content()
            .batching()
            .map(Batching::ragged)
            .map(told -> new Ragged(told.dimension(), told.buckets(), told.padding()));
    return new Hints(new GoldenProof(content(), variant(), release.blobs()).sample(), ragged);
  }

  private Tensors tensors() {
    return served(use, content());
  }

  /** How the file of a part is opened; golden samples of that part say what it must answer. */
  private SessionOptions options(Optional<String> part, Blob blob, GoldenProof proof)
      throws ModelException {
    if (!onGpu()) {
      return options.session();
    }
    return options
        .session()
        .on(
            new GpuOptions(
                blob.sha256(),
                variant().tensorrt(),
                proof.shapes(part),
                session -> proof.difference(part, session)));
  }

  @Override
  public Scheduler start(Session session) {
    return options.start(
        manifest().release().model().toString(),
        manifest().release().version().toString(),
        session,
        tensors(),
        stats,
        plan.get());
  }
}
