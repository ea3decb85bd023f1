package io.skerry.controller.rollouts;

import io.skerry.controller.rollouts.Decision.Judge;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.ReleaseStatus;
import io.skerry.protocol.message.ReleaseStatus.Phase;
import io.skerry.protocol.message.ReportedState;
import java.time.Instant;
import java.util.Optional;

/**
 * Judges one device. It succeeds when it reports the release healthy under the assignment that it
 * was given or a later one, and fails when it reports it failed so (even after a success) or is not
 * healthy by the deadline. A failure is final. Pure.
 */
final class Verdict {
  private Verdict() {}

  /** What changed about a touched device, if anything. */
  static Optional<Judge> on(Member member, Rollout rollout, Facts facts) {
    if (member.stage() == Stage.WAITING || member.stage() == Stage.FAILED) {
      return Optional.empty();
    }
    ReportedState report = facts.reports().get(member.device());
    Optional<ReleaseStatus> status = status(member, rollout.desired().release(), report);
    if (status.isPresent() && status.get().phase() == Phase.FAILED) {
      return judge(member, Stage.FAILED, "reported failed: " + status.get().detail());
    }
    if (member.stage() == Stage.SUCCEEDED) {
      return Optional.empty();
    }
    if (status.isPresent() && status.get().phase() == Phase.HEALTHY) {
      return judge(member, Stage.SUCCEEDED, "");
    }
    Instant deadline = member.started().orElseThrow().plusSeconds(rollout.plan().deadlineS());
    return facts.now().isBefore(deadline)
        ? Optional.empty()
        : judge(member, Stage.FAILED, silence(rollout, status, report));
  }

  private static Optional<ReleaseStatus> status(
      Member member, ReleaseId release, ReportedState report) {
    if (report == null || report.assignment() < member.version()) {
      return Optional.empty();
    }
    return report.releases().stream().filter(s -> s.release().equals(release)).findFirst();
  }

  private static String silence(
      Rollout rollout, Optional<ReleaseStatus> status, ReportedState report) {
    String late = "not healthy within " + rollout.plan().deadlineS() + " s";
    if (status.isPresent()) {
      return late + ": " + status.get().phase() + " " + status.get().detail();
    }
    if (report == null || report.refusals().isEmpty()) {
      return late + ": it did not report the release";
    }
    return late + "; the last thing it refused: " + report.refusals().getLast().detail();
  }

  private static Optional<Judge> judge(Member member, Stage stage, String reason) {
    return Optional.of(new Judge(member.device(), stage, reason));
  }
}
