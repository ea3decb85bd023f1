package io.skerry.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.model.Models;
import io.skerry.agent.model.Residency;
import io.skerry.agent.model.RunOptions;
import io.skerry.agent.oip.OipLimits;
import io.skerry.agent.oip.Protocol;
import io.skerry.agent.pipeline.Origin;
import io.skerry.agent.pipeline.Pipelines;
import io.skerry.agent.serve.Serving;
import io.skerry.agent.standalone.FolderRuntime;
import io.skerry.agent.standalone.ModelFolder;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of a folder and no release. Thread-safe; the maker closes it. */
record Standalone(
    Residency residency, ModelFolder folder, Models releases, Pipelines pipelines, OipLimits limits)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
  private static final String WARNING = "unsigned models, for development only";

  static Standalone open(Path folder, AgentConfig settings, MeterRegistry registry)
      throws IOException {
    Residency residency = new Residency(settings.residency(), registry);
    FolderRuntime runtime =
        new FolderRuntime(
            Engines.onnxRuntime(),
            new RunOptions(new SessionOptions(1), settings.limits()),
            residency);
    ModelFolder models = ModelFolder.open(folder, runtime);
    LOG.warn("{}: {} in {}", WARNING, models.list().size(), folder);
    Models releases = new Models(registry);
    Origin nowhere = new Origin(new FleetId("none"), new DeviceId("none"));
    Pipelines pipelines =
        new Pipelines(Map.of(), releases, nowhere, (pipeline, event) -> {}, registry);
    return new Standalone(residency, models, releases, pipelines, settings.callers());
  }

  Serving serving() {
    Protocol protocol = Protocol.of(folder, limits, Build.current().version());
    return new Serving(releases, pipelines, protocol, Optional.of(WARNING));
  }

  @Override
  public void close() {
    pipelines.close();
    releases.close();
    folder.close();
    residency.close();
  }
}
