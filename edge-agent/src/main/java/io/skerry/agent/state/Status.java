package io.skerry.agent.state;

import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a release is.
 *
 * @param variant the one taken, once that is known
 * @param detail why it failed, or what was proved
 * @param since when this phase began
 */
public record Status(Phase phase, Optional<String> variant, String detail, Instant since) {
  private static final int MAX_DETAIL_CHARS = 1000;

  public Status {
    if (detail.length() > MAX_DETAIL_CHARS) {
      detail = detail.substring(0, MAX_DETAIL_CHARS) + "…";
    }
  }
}
