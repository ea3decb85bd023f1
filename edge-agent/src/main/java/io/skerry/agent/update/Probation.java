package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.state.Healthy;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the releases on probation: a fault ends it at once, a long enough time without one makes
 * them healthy. One that a newer attempt is about to replace is watched, too, but is not made
 * healthy any more. Update thread only.
 */
final class Probation {
  private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

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
    forgiveStarts();
    return watchReplaced() || more;
  }

  /** Watches what runs, is not the last healthy release, and is in no attempt's words any more. */
  private boolean watchReplaced() throws IOException {
    boolean more = false;
    for (ModelName model : activator.running()) {
      Desired runs = activator.running(model).orElseThrow();
      Optional<String> fault = isKnown(model, runs) ? Optional.empty() : activator.fault(model);
      if (fault.isPresent()) {
        LOG.error("{} fails while it is being replaced: {}", runs.release(), fault.get());
        goBack.leave(runs);
      }
      more |= activator.runningForMs(model) < settings.probationMs();
    }
    return more;
  }

  private boolean isKnown(ModelName model, Desired runs) {
    Attempt attempt = state.releases().attempts().get(model);
    Healthy last = state.releases().healthy().get(model);
    return (attempt != null && attempt.serves() && attempt.desired().equals(runs))
        || (last != null && last.desired().equals(runs));
  }

  /** A last healthy release that ran for long did not take the process down. */
  private void forgiveStarts() {
    state
        .releases()
        .healthy()
        .forEach(
            (model, last) -> {
              if (last.starts() > 0
                  && activator.running(model).equals(Optional.of(last.desired()))
                  && activator.runningForMs(model) >= settings.probationMs()) {
                state.releases().save(last.started(0));
              }
            });
  }
}
