package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Watches the releases on probation: a fault ends it at once, a long enough time without one makes
 * them healthy. Update thread only.
 */
final class Probation {
  private final DeviceState state;
  private final Activator activator;
  private final Journal journal;
  private final GoBack goBack;
  private final Settings settings;

  Probation(
      DeviceState state, Activator activator, Journal journal, GoBack goBack, Settings settings) {
    this.state = state;
    this.activator = activator;
    this.journal = journal;
    this.goBack = goBack;
    this.settings = settings;
  }

  /** Looks once; whether any are still being watched. */
  boolean look() throws IOException {
    List<Attempt> watched =
        state.releases().attempts().values().stream()
            .filter(attempt -> attempt.status().phase() == Phase.PROBATION)
            .toList();
    boolean more = false;
    for (Attempt attempt : watched) {
      ModelName model = attempt.desired().release().model();
      Optional<String> fault = activator.fault(model);
      if (fault.isPresent()) {
        goBack.giveUp(attempt, "on probation: " + fault.get());
      } else if (activator.runningForMs(model) >= settings.probationMs()) {
        journal.healthy(attempt);
      } else {
        more = true;
      }
    }
    return more;
  }
}
