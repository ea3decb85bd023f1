package io.skerry.agent.pipeline;

import java.util.Optional;

/**
 * What a pipeline does now, and its counts since the agent began.
 *
 * @param frames pictures or blocks of sound that were worked off
 * @param dropped pictures that came while the one before was worked off, or while the model had too
 *     much to do
 * @param events results that went to the sink
 * @param fault why it can't do its work
 */
public record PipelineStatus(
    PipelineSpec spec,
    State state,
    long frames,
    long dropped,
    long events,
    Optional<String> fault) {

  /** What it does now. */
  public enum State {
    /** Its model isn't active yet. */
    WAITING,
    /** Results may come. */
    RUNNING,
    /** Its source is gone; it tries again. */
    RETRYING,
    /** Its source came to its end and does not loop. */
    ENDED,
    /** It died of a bug; only another activation starts it again. */
    FAILED
  }
}
