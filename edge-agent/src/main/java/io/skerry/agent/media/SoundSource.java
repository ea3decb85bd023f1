package io.skerry.agent.media;

import java.util.Optional;

/** Sound block after block without gaps, once through the source. Confined to one thread. */
public interface SoundSource extends AutoCloseable {
  /**
   * The next block, of any length above 0; empty at the end.
   *
   * @throws MediaException if the source is gone or broken
   */
  Optional<Sound> next() throws MediaException;

  @Override
  void close();
}
