package io.skerry.agent.state;

import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Assignment.Desired;

/**
 * The release of one model that last passed its probation: what a failure goes back to.
 *
 * @param starts how often the process has begun to load it without running it for long after
 */
public record Healthy(Desired desired, Status status, Blob manifest, int starts) {
  /** How often the process may end early with it running: power cuts count, too. */
  public static final int MAX_STARTS = 5;

  /** The same after so many starts. */
  public Healthy started(int times) {
    return new Healthy(desired, status, manifest, times);
  }
}
