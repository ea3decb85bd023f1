package io.skerry.agent.media;

import java.util.Optional;

/** Pictures one after the other, once through the source. Confined to one thread. */
public interface FrameSource extends AutoCloseable {
  /**
   * The next picture; empty at the end.
   *
   * @param spare is written to and comes back in the frame if it has the right size
   * @throws MediaException if the source is gone or broken
   */
  Optional<Frame> next(Picture spare) throws MediaException;

  @Override
  void close();
}
