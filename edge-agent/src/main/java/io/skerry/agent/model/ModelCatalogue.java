package io.skerry.agent.model;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Served;
import java.util.List;
import java.util.Optional;

/** The active releases, and those in which sequences go on, by version. Thread-safe. */
record ModelCatalogue(Models models) implements Catalogue {
  @Override
  public Optional<Served> find(String name, Optional<String> version) {
    return version.isPresent()
        ? models.exactly(name, version.get()).map(found -> new ReleaseServed(found, models, true))
        : models.named(name).map(found -> new ReleaseServed(found, models, false));
  }

  @Override
  public List<Served> list() {
    return models.list().stream()
        .<Served>map(active -> new ReleaseServed(active, models, false))
        .toList();
  }
}
