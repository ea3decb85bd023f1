package io.skerry.controller.rollouts;

import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.ReleaseId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A rollout as the API shows it.
 *
 * @param wave the newest wave that started, from 1; 0 before the first
 * @param devices left out in lists and events
 */
record RolloutView(
    RolloutId id,
    ReleaseId release,
    Map<String, String> parameters,
    Map<String, String> selector,
    List<WaveSize> waves,
    int successPercent,
    long deadlineS,
    boolean goBack,
    RolloutState state,
    String reason,
    int wave,
    List<Progress> progress,
    Optional<List<Part>> devices,
    String who,
    Instant created,
    Instant updated) {

  /** How many devices of a wave stand where. */
  record Progress(int wave, int devices, long waiting, long started, long succeeded, long failed) {}

  /** One device's part. */
  record Part(
      DeviceId device,
      int wave,
      Stage stage,
      String reason,
      long assignmentVersion,
      Optional<Instant> started,
      Optional<ReleaseId> before,
      boolean returned) {}

  static RolloutView summary(Rollout rollout) {
    return of(rollout, Optional.empty());
  }

  static RolloutView whole(Rollout rollout) {
    return of(rollout, Optional.of(rollout.members().stream().map(RolloutView::part).toList()));
  }

  private static RolloutView of(Rollout rollout, Optional<List<Part>> devices) {
    return new RolloutView(
        rollout.id(),
        rollout.desired().release(),
        rollout.desired().parameters(),
        rollout.origin().selector(),
        rollout.plan().waves(),
        rollout.plan().successPercent(),
        rollout.plan().deadlineS(),
        rollout.plan().goBack(),
        rollout.status().state(),
        rollout.status().reason(),
        rollout.status().wave() + 1,
        IntStream.range(0, rollout.waves()).mapToObj(wave -> progress(rollout, wave)).toList(),
        devices,
        rollout.origin().who(),
        rollout.origin().created(),
        rollout.status().updated());
  }

  private static Progress progress(Rollout rollout, int wave) {
    List<Member> members = rollout.members().stream().filter(m -> m.wave() == wave).toList();
    return new Progress(
        wave + 1,
        members.size(),
        count(members, Stage.WAITING),
        count(members, Stage.STARTED),
        count(members, Stage.SUCCEEDED),
        count(members, Stage.FAILED));
  }

  private static long count(List<Member> members, Stage stage) {
    return members.stream().filter(member -> member.stage() == stage).count();
  }

  private static Part part(Member member) {
    return new Part(
        member.device(),
        member.wave() + 1,
        member.stage(),
        member.reason(),
        member.version(),
        member.started(),
        member.before().map(before -> before.release()),
        member.returned());
  }
}
