package io.skerry.agent.release;

import io.skerry.agent.model.ModelLoader;
import io.skerry.agent.model.Models;
import io.skerry.agent.pipeline.Pipelines;

/** Makes the host of releases. */
public final class Releases {
  private Releases() {}

  /** A host that loads models with {@code loader} and runs them in these models and pipelines. */
  public static ReleaseHost host(ModelLoader loader, Models models, Pipelines pipelines) {
    return new Host(loader, models, pipelines);
  }
}
