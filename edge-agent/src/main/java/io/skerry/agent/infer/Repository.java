package io.skerry.agent.infer;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a {@link Catalogue} also is where callers may load and unload models themselves: models from
 * a folder, never those of signed releases. Thread-safe; nothing here blocks.
 */
public interface Repository {
  /**
   * Loads a model, or again if its files have changed.
   *
   * @param told once, on any thread: empty when it is ready, else why it can't be
   */
  void load(String name, Consumer<Optional<String>> told);

  /**
   * Lets a model end what it runs and takes it out of memory; it is not available until it is
   * loaded again.
   *
   * @param told once, on any thread: empty when that is done, else why it can't be
   */
  void unload(String name, Consumer<Optional<String>> told);
}
