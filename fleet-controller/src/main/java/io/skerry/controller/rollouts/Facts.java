package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.message.ReportedState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the policy judges by.
 *
 * @param reports the newest verified report of each device that has sent one
 * @param refusal why the release may not be given to devices any more
 */
record Facts(Map<DeviceId, ReportedState> reports, Optional<String> refusal, Instant now) {
  Facts {
    reports = Map.copyOf(reports);
  }
}
