package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import java.util.Map;
import java.util.TreeSet;

/** One sequence: its state and the steps that wait, in order. Guarded by the scheduler's lock. */
final class Line {
  final String id;
  final TreeSet<Job> waiting = new TreeSet<>(Job.BY_NUMBER);

  /** Whether a step has begun it, and none ended it. */
  boolean alive;

  /** Whether a step runs. */
  boolean busy;

  /** By input. */
  Map<String, Tensor> state = Map.of();

  /** When its last step ended, by the sequences' clock. */
  long used;

  Line(String id) {
    this.id = id;
  }

  /** No step waits or runs. */
  boolean rests() {
    return !busy && waiting.isEmpty();
  }

  /** Takes over the next state and frees the one before. */
  void become(Map<String, Tensor> next) {
    state.values().forEach(Tensor::free);
    state = next;
  }
}
