package io.skerry.agent.oip.grpc;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Served;
import java.util.Optional;

/** Finds the model that a caller names. */
final class Lookup {
  private Lookup() {}

  /** The model, or why there is none. */
  static Served find(Catalogue catalogue, String name, Optional<String> version)
      throws CallException {
    if (name.isEmpty()) {
      throw CallException.invalid("expected the name of a model");
    }
    Optional<Served> found = catalogue.find(name, version);
    if (found.isPresent()) {
      return found.get();
    }
    String what = version.map(exact -> " of version '" + exact + "'").orElse("");
    throw new CallException(Status.NOT_FOUND, "no model '" + name + "'" + what);
  }
}
