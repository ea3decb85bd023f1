package io.skerry.agent.infer;

import java.util.Optional;

/** Begins to watch work that the agent does by itself, such as frames of pipelines. Thread-safe. */
@FunctionalInterface
public interface Watches {
  /** Watches nothing. */
  Watches NONE = work -> Optional.empty();

  /**
   * One piece of work has begun.
   *
   * @param work what it is of: {@code pipelines/door}
   * @return who watches it; empty where nobody does
   */
  Optional<Watch> begin(String work);
}
