package io.skerry.controller.rollouts;

import io.skerry.controller.rollouts.Decision.Advance;
import io.skerry.controller.rollouts.Decision.End;
import io.skerry.controller.rollouts.Decision.GoBack;
import io.skerry.controller.rollouts.Decision.Judge;
import io.skerry.controller.rollouts.Decision.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rollout's rules, pure: records and the time in, decisions out.
 *
 * <p>In this order: judge the touched devices; stop where a started wave can't reach its threshold
 * any more, or the release may not be given on; unless paused, start the next wave when the newest
 * has enough successes, or end when it was the last and every touched device is judged. Deciding
 * again over what was applied gives nothing new until facts change.
 */
final class Policy {
  private Policy() {}

  /** What to do now; empty where nothing changes. */
  static List<Decision> decide(Rollout rollout, Facts facts) {
    if (!rollout.status().state().open()) {
      return List.of();
    }
    List<Decision> decisions = new ArrayList<>();
    Rollout judged = judge(rollout, facts, decisions);
    Optional<String> fault = fault(judged, facts);
    if (fault.isPresent()) {
      decisions.addAll(end(judged, RolloutState.STOPPED, fault.get(), rollout.plan().goBack()));
    } else if (rollout.status().state() == RolloutState.RUNNING) {
      goOn(judged, decisions);
    }
    return List.copyOf(decisions);
  }

  /** Ends a rollout, and takes back what it did if asked to. */
  static List<Decision> end(Rollout rollout, RolloutState state, String reason, boolean goBack) {
    List<Decision> decisions = new ArrayList<>();
    decisions.add(new End(state, reason));
    if (goBack) {
      rollout.members().stream()
          .filter(Member::touched)
          .forEach(member -> decisions.add(new GoBack(member.device())));
    }
    return decisions;
  }

  private static Rollout judge(Rollout rollout, Facts facts, List<Decision> decisions) {
    List<Member> members = new ArrayList<>();
    for (Member member : rollout.members()) {
      Optional<Judge> verdict = Verdict.on(member, rollout, facts);
      verdict.ifPresent(decisions::add);
      members.add(verdict.map(v -> member.judged(v.stage(), v.reason())).orElse(member));
    }
    return rollout.with(rollout.status(), members);
  }

  private static Optional<String> fault(Rollout rollout, Facts facts) {
    for (int wave = 0; wave <= rollout.status().wave(); wave++) {
      Tally tally = Tally.of(rollout, wave);
      if (tally.succeeded() + tally.undecided() < tally.needed()) {
        return Optional.of(tally.shortfall(wave));
      }
    }
    boolean more = rollout.status().wave() + 1 < rollout.waves();
    return more ? facts.refusal() : Optional.empty();
  }

  private static void goOn(Rollout rollout, List<Decision> decisions) {
    int wave = rollout.status().wave();
    if (wave >= 0 && !Tally.of(rollout, wave).enough()) {
      return;
    }
    if (wave + 1 < rollout.waves()) {
      decisions.add(new Advance(wave + 1));
      rollout.members().stream()
          .filter(member -> member.wave() == wave + 1)
          .forEach(member -> decisions.add(new Touch(member.device())));
    } else if (rollout.members().stream().noneMatch(m -> m.stage() == Stage.STARTED)) {
      decisions.add(new End(RolloutState.SUCCEEDED, ""));
    }
  }

  /** How one wave stands. */
  private record Tally(int devices, int succeeded, int undecided, int needed) {
    static Tally of(Rollout rollout, int wave) {
      List<Member> members = rollout.members().stream().filter(m -> m.wave() == wave).toList();
      int succeeded = count(members, Stage.SUCCEEDED);
      int undecided = count(members, Stage.STARTED) + count(members, Stage.WAITING);
      int needed = rollout.plan().needed(members.size());
      return new Tally(members.size(), succeeded, undecided, needed);
    }

    boolean enough() {
      return succeeded >= needed;
    }

    String shortfall(int wave) {
      return "wave %d: %d of %d devices had to succeed, %d did and %d still could"
          .formatted(wave + 1, needed, devices, succeeded, undecided);
    }

    private static int count(List<Member> members, Stage stage) {
      return Math.toIntExact(members.stream().filter(m -> m.stage() == stage).count());
    }
  }
}
