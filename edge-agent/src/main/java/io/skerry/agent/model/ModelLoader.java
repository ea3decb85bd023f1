package io.skerry.agent.model;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Loads and proves models, each on a platform thread of its own, so that virtual threads may ask.
 * Thread-safe; blocks, so call it on no event loop.
 */
public final class ModelLoader {
  private final Map<Variant.EngineKind, Engine> engines;
  private final SessionOptions options;

  /**
   * Makes one.
   *
   * @param engines the runtimes of this build
   */
  public ModelLoader(Map<Variant.EngineKind, Engine> engines, SessionOptions options) {
    this.engines = Map.copyOf(engines);
    this.options = options;
  }

  /**
   * Loads one variant and proves it.
   *
   * @param blobs where verified blobs lie
   * @return held once, by the caller
   * @throws ModelException if it can't be loaded, its tensors aren't what the release says, or a
   *     golden sample differs; nothing stays open
   */
  public LoadedModel load(
      Manifest manifest, ModelContent content, Variant variant, Function<Blob, Path> blobs)
      throws ModelException {
    FutureTask<LoadedModel> task =
        new FutureTask<>(() -> loadHere(manifest, content, variant, blobs));
    Thread.ofPlatform().name("load-" + manifest.release().model().name()).daemon().start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(); // loading can't be broken off, so it is waited for
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ModelException failure(Throwable cause) {
    return switch (cause) {
      case ModelException e -> e;
      case OutOfMemoryError e -> ModelException.machine("not enough memory to load it", e);
      default -> throw new IllegalStateException("loading a model", cause);
    };
  }

  private LoadedModel loadHere(
      Manifest manifest, ModelContent content, Variant variant, Function<Blob, Path> blobs)
      throws ModelException {
    Use use = Use.of(content);
    Session session = open(variant, blobs.apply(variant.blob()));
    boolean loaded = false;
    try {
      TensorChecks.same(content.tensors(), session);
      String detail = new GoldenProof(content, variant, blobs).prove(manifest, session);
      LoadedModel model =
          new LoadedModel(manifest, session, use, new LoadedModel.Proof(variant.id(), detail));
      loaded = true;
      return model;
    } finally {
      if (!loaded) {
        session.close();
      }
    }
  }

  private Session open(Variant variant, Path file) throws ModelException {
    Engine engine = engines.get(variant.engine());
    if (engine == null) {
      throw ModelException.machine("no engine " + variant.engine() + " in this agent", null);
    }
    if (engine.probe() instanceof Engine.Probe.Unavailable(String reason)) {
      throw ModelException.machine(engine.kind() + " does not work here: " + reason, null);
    }
    try {
      return engine.open(file, options);
    } catch (EngineException e) {
      throw ModelException.content("variant " + variant.id() + ": " + e.getMessage(), e);
    }
  }
}
