package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.media.Sound;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.message.Result;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stream of sound in which something goes on or not: windows with their context, recurrent state
 * carried from step to step, and what goes on. Confined to one thread.
 */
public final class Hearing extends Listening<Result.Activity> {
  private final Input.Audio input;
  private final Output.Activity output;
  private final List<Tensors.StatePair> state;
  private final Map<String, Tensor> inputs;
  private final ActivityTracker tracker;
  private final float[] window;
  private final long startMs;
  private int filled;
  private long steps;

  /**
   * Begins with silence as context and zeros as state.
   *
   * @param startMs the time in the source of the first sample
   */
  Hearing(ReleaseId release, SoundUse use, long startMs) throws ModelException {
    super(release);
    this.input = use.input();
    this.output = use.output();
    this.state = use.tensors().state();
    this.inputs = use.firstInputs();
    this.tracker = new ActivityTracker(output);
    this.window = new float[input.context() + input.window()];
    this.startMs = startMs;
    this.filled = input.context();
  }

  @Override
  public List<Result.Activity> end() {
    return tracker.end(timeMs(steps)).stream().toList();
  }

  /** What is no whole window is not judged. */
  @Override
  List<Result.Activity> finish(Scheduler scheduler, Terms terms) {
    return end();
  }

  @Override
  List<Result.Activity> hear(Scheduler scheduler, Sound block, float threshold, Terms terms)
      throws ModelException, EngineException {
    if (block.rateHz() != input.rateHz()) {
      throw new IllegalArgumentException(
          "sound: expected " + input.rateHz() + " Hz, got " + block.rateHz());
    }
    List<Result.Activity> activities = new ArrayList<>();
    Terms now = terms;
    int at = 0;
    while (at < block.samples().length) {
      int taken = Math.min(window.length - filled, block.samples().length - at);
      System.arraycopy(block.samples(), at, window, filled, taken);
      at += taken;
      filled += taken;
      if (filled == window.length) {
        step(scheduler, threshold, now).ifPresent(activities::add);
        now = terms.begun();
      }
    }
    return activities;
  }

  private Optional<Result.Activity> step(Scheduler scheduler, float threshold, Terms terms)
      throws ModelException, EngineException {
    inputs.get(input.tensor()).floats().put(0, window);
    Map<String, Tensor> outputs = scheduler.run(terms.request(inputs), terms.cancellation());
    try {
      return heard(outputs, threshold);
    } finally {
      outputs.values().forEach(Tensor::free);
    }
  }

  private Optional<Result.Activity> heard(Map<String, Tensor> outputs, float threshold)
      throws ModelException {
    for (Tensors.StatePair pair : state) {
      carry(outputs.get(pair.output()), inputs.get(pair.input()));
    }
    System.arraycopy(window, input.window(), window, 0, input.context());
    filled = input.context();
    long fromMs = timeMs(steps++);
    FloatBuffer scores = outputs.get(output.tensor()).floats();
    if (!scores.hasRemaining() || Float.isNaN(scores.get(0))) {
      throw ModelException.content("output " + output.tensor() + ": expected a score, got none");
    }
    return tracker.step(scores.get(0), fromMs, timeMs(steps), threshold);
  }

  static void carry(Tensor from, Tensor to) throws ModelException {
    if (from.type() != to.type() || !Arrays.equals(from.shape(), to.shape())) {
      throw ModelException.content("state: expected " + to + ", got " + from);
    }
    to.bytes().put(from.bytes());
  }

  private long timeMs(long step) {
    return startMs + step * input.window() * 1000 / input.rateHz();
  }
}
