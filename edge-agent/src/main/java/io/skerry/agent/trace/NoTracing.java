package io.skerry.agent.trace;

import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.Watch;
import io.skerry.agent.infer.Watches;
import io.vertx.core.VertxBuilder;
import java.util.Optional;

/** Leaves all as it is. */
record NoTracing() implements Tracing {
  @Override
  public VertxBuilder of(VertxBuilder builder) {
    return builder;
  }

  @Override
  public Catalogue over(Catalogue models) {
    return models;
  }

  @Override
  public Optional<Watch> watch() {
    return Optional.empty();
  }

  @Override
  public Watches frames() {
    return Watches.NONE;
  }

  @Override
  public void close() {
    // There is nothing to send.
  }
}
