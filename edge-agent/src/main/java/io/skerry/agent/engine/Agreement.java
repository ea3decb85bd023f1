package io.skerry.agent.engine;

import java.util.Optional;

/** Whether a session gives a model's expected answers. */
@FunctionalInterface
public interface Agreement {
  /** Runs it; blocks. What differs, for people; empty if nothing does. */
  Optional<String> difference(Session session);
}
