package io.skerry.agent.infer;

import java.util.List;
import java.util.Optional;

/** The models that can be asked for. Thread-safe; nothing here blocks. */
public interface Catalogue {
  /**
   * A model by name.
   *
   * @param version exactly this one; empty for the active one
   */
  Optional<Served> find(String name, Optional<String> version);

  /** The active version of each model, by name. */
  List<Served> list();
}
