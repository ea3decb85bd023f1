package io.skerry.agent.state;

import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.message.Assignment.Desired;

/**
 * The release of one model that last passed its probation: what a failure goes back to.
 *
 * @param starts how often the process has begun to load it without finishing
 */
public record Healthy(Desired desired, Status status, Blob manifest, int starts) {
  /** The same after so many starts. */
  public Healthy started(int times) {
    return new Healthy(desired, status, manifest, times);
  }
}
