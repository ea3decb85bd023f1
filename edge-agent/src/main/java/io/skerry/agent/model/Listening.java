package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Result;
import java.util.List;

/**
 * One stream of sound through one release. Sound comes in blocks of any length. It holds no
 * session, so it outlives a swap to another session of the same release. Confined to one thread.
 *
 * @param <R> what it tells
 */
public abstract sealed class Listening<R extends Result> permits Hearing, Dictation {
  private final ReleaseId release;

  Listening(ReleaseId release) {
    this.release = release;
  }

  /** Whose state this is. */
  public final ReleaseId release() {
    return release;
  }

  /** Ends what still goes on, where the last whole window ended. */
  public abstract List<R> end();

  /** Works off whole windows; the rest waits for the next block. */
  abstract List<R> hear(Scheduler scheduler, Sound block, float threshold, Terms terms)
      throws ModelException, EngineException;

  /** Works off what waits for a next block that won't come, and ends what still goes on. */
  abstract List<R> finish(Scheduler scheduler, Terms terms) throws ModelException, EngineException;
}
