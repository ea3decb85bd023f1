package io.skerry.agent.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How far the making of an engine is. It consists of phases that may lie inside a step of another
 * one. Thread-safe.
 */
final class BuildProgress {
  private final Deque<Phase> phases = new ArrayDeque<>();
  private double done;
  private boolean cancelled;

  /** A phase under way, with what its steps are worth of the whole. */
  private static final class Phase {
    private final String name;
    private final int steps;
    private final double begin;
    private final double share;
    private int finished;

    Phase(String name, int steps, double begin, double share) {
      this.name = name;
      this.steps = Math.max(1, steps);
      this.begin = begin;
      this.share = share;
    }

    double done() {
      return begin + share * Math.min(finished, steps) / steps;
    }
  }

  /** A phase begins, inside the step of the last one that has not finished. */
  synchronized void begin(String name, int steps) {
    Phase around = phases.peek();
    phases.push(
        around == null
            ? new Phase(name, steps, done, 1 - done)
            : new Phase(name, steps, around.done(), around.share / around.steps));
  }

  /** A step of a phase has finished; false if the whole is to be broken off. */
  synchronized boolean step(String name) {
    for (Phase phase : phases) {
      if (phase.name.equals(name)) {
        phase.finished++;
        done = Math.clamp(phase.done(), done, 1);
        break;
      }
    }
    return !cancelled;
  }

  /** A phase has finished. */
  synchronized void end(String name) {
    Optional<Phase> ended = phases.stream().filter(phase -> phase.name.equals(name)).findFirst();
    if (ended.isPresent()) {
      phases.remove(ended.get());
      done = Math.clamp(ended.get().begin + ended.get().share, done, 1);
    }
  }

  /** It is to be broken off at the next step. */
  synchronized void cancel() {
    cancelled = true;
  }

  synchronized boolean cancelled() {
    return cancelled;
  }

  /** 0 to 100, never falling. */
  synchronized int percent() {
    return (int) (done * 100);
  }
}
