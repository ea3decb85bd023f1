package io.skerry.agent.pipeline;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;

/** Whose results these are. */
public record Origin(FleetId fleet, DeviceId device) {
  /** The {@code source} of a pipeline's events. */
  String source(String pipeline) {
    return "/fleets/" + fleet + "/devices/" + device + "/pipelines/" + pipeline;
  }
}
