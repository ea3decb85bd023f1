package io.skerry.agent.trace;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Repository;
import io.skerry.agent.infer.Served;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Traced models that callers may load and unload. Thread-safe. */
record TracedRepository(TracedCatalogue models, Repository repository)
    implements Catalogue, Repository {
  @Override
  public Optional<Served> find(String name, Optional<String> version) {
    return models.find(name, version);
  }

  @Override
  public List<Served> list() {
    return models.list();
  }

  @Override
  public void load(String name, Consumer<Optional<String>> told) {
    repository.load(name, told);
  }

  @Override
  public void unload(String name, Consumer<Optional<String>> told) {
    repository.unload(name, told);
  }
}
