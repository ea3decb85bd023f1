package io.skerry.agent.update;

import io.skerry.agent.state.Attempt;
import io.skerry.agent.state.DeviceState;
import io.skerry.agent.state.Healthy;
import io.skerry.agent.state.Status;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.message.ReportedState.Refusal;
import io.skerry.protocol.trust.TrustException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down each step of an update before it counts, and has it reported. Update thread only. */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final DeviceState state;
  private final InstantSource clock;
  private final Runnable changed;

  Journal(DeviceState state, InstantSource clock, Runnable changed) {
    this.state = state;
    this.clock = clock;
    this.changed = changed;
  }

  Attempt save(Attempt attempt) {
    state.releases().save(attempt);
    changed.run();
    return attempt;
  }

  Attempt phase(Attempt attempt, Phase phase, String detail) {
    LOG.info("{} {} {}", attempt.desired().release(), phase, detail);
    return save(attempt.in(phase, detail, clock.instant()));
  }

  /** Of a release that runs now and is watched. */
  Attempt probation(Attempt attempt, Optional<String> variant, String detail) {
    LOG.info("{} {} {}", attempt.desired().release(), Phase.PROBATION, detail);
    return save(attempt.with(new Status(Phase.PROBATION, variant, detail, clock.instant())));
  }

  /** Makes a release that has its manifest the one that a failure goes back to. */
  void healthy(Attempt attempt) {
    String detail = attempt.status().detail();
    LOG.info("{} {} {}", attempt.desired().release(), Phase.HEALTHY, detail);
    Attempt safe = attempt.in(Phase.HEALTHY, detail, clock.instant()).started(0);
    Healthy last = new Healthy(safe.desired(), safe.status(), safe.manifest().orElseThrow(), 0);
    state.releases().save(safe, last);
    changed.run();
  }

  void refuse(TrustException fault) {
    LOG.warn("refused: {} {}", fault.reason(), fault.getMessage());
    Refusal refusal =
        new Refusal(clock.instant(), fault.reason().name(), fault.subject(), fault.getMessage());
    List<Refusal> known = state.refusals().all();
    boolean repeated =
        !known.isEmpty()
            && known.getLast().reason().equals(refusal.reason())
            && known.getLast().subject().equals(refusal.subject());
    if (!repeated) {
      state.refusals().add(refusal);
      changed.run();
    }
  }

  /** Adds a remark to a release that goes on as it is. */
  void remark(Attempt attempt, String remark) {
    Status status = attempt.status();
    String detail = status.detail().isEmpty() ? remark : status.detail() + "; " + remark;
    LOG.warn("{}: {}", attempt.desired().release(), remark);
    save(attempt.with(new Status(status.phase(), status.variant(), detail, status.since())));
  }

  Instant now() {
    return clock.instant();
  }

  void changed() {
    changed.run();
  }
}
