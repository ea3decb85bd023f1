package io.skerry.agent.model;

import io.skerry.agent.engine.Engine;
import io.skerry.agent.text.TokenizerLibrary;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads and proves the models of releases, so that virtual threads may ask. Thread-safe; blocks, so
 * call it on no event loop.
 */
public final class ModelLoader {
  private final Map<Variant.EngineKind, Engine> engines;
  private final RunOptions options;
  private final Residency residency;
  private final TokenizerLibrary library;

  /**
   * Makes one.
   *
   * @param engines the runtimes of this build
   * @param options how each runs
   * @param residency where they go
   * @param library what makes tokens of texts
   */
  public ModelLoader(
      Map<Variant.EngineKind, Engine> engines,
      RunOptions options,
      Residency residency,
      TokenizerLibrary library) {
    this.engines = Map.copyOf(engines);
    this.options = options;
    this.residency = residency;
    this.library = library;
  }

  /**
   * Loads one variant and proves it.
   *
   * @param blobs where verified blobs lie, as long as the release is not retired
   * @return held once, by the caller
   * @throws ModelException if it can't be loaded, has no room, its tensors aren't what the release
   *     says, or a golden sample differs; nothing stays open
   */
  public LoadedModel load(
      Manifest manifest, ModelContent content, Variant variant, Function<Blob, Path> blobs)
      throws ModelException {
    Engine engine = engines.get(variant.engine());
    if (engine == null) {
      throw ModelException.machine("no engine " + variant.engine() + " in this agent", null);
    }
    ReleaseSource source =
        new ReleaseSource(
            new ReleaseSource.Release(manifest, content, variant, blobs, library),
            Use.of(content),
            engine,
            options);
    Resident resident = residency.add(source);
    boolean loaded = false;
    try {
      resident.load();
      loaded = true;
      return new LoadedModel(source, resident);
    } finally {
      if (!loaded) {
        resident.letGo();
      }
    }
  }
}
