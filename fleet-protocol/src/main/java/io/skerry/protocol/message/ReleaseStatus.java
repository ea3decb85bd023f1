package io.skerry.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.skerry.protocol.id.ReleaseId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where one release stands on one device.
 *
 * @param variant the one taken
 * @param parameters those in force, within the limits of an assignment's; none if it does not serve
 * @param detail why it failed, or how far it is
 * @param since when this phase began
 */
public record ReleaseStatus(
    ReleaseId release,
    Phase phase,
    Optional<String> variant,
    Map<String, String> parameters,
    String detail,
    Instant since) {
  public ReleaseStatus {
    parameters = ParameterValues.limited(parameters);
  }

  /** The steps of a release's life on a device. */
  public enum Phase {
    /** Its blobs are on their way. */
    @JsonProperty("fetching")
    FETCHING,
    /** Complete and verified on disk. */
    @JsonProperty("staged")
    STAGED,
    /** Its golden samples run. */
    @JsonProperty("proving")
    PROVING,
    /** It serves, and is watched. */
    @JsonProperty("probation")
    PROBATION,
    /** It serves. */
    @JsonProperty("healthy")
    HEALTHY,
    /** Given up; {@code detail} says why. The last healthy release serves. */
    @JsonProperty("failed")
    FAILED
  }
}
