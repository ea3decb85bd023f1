package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.schedule.Scheduler;
import io.skerry.protocol.manifest.Tensors;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The steps of one stream through a model that writes down by CTC: windows with their context in,
 * rows of scores out, state carried from step to step. Confined to one thread.
 */
final class SpeechSteps {
  private final SpeechUse use;
  private final HeardFrames frames;
  private final Map<String, Tensor> inputs;

  SpeechSteps(SpeechUse use) throws ModelException {
    this.use = use;
    this.frames = new HeardFrames(use.input());
    this.inputs = HeardFrames.first(use.input(), use.tensors());
  }

  /** Takes the rows of a step. */
  @FunctionalInterface
  interface Rows {
    /**
     * Takes one.
     *
     * @param scores of each label; written to again afterwards
     * @param number from 0, of {@code count} in this step
     */
    void row(float[] scores, int number, int count);
  }

  /** Runs one step. */
  void run(Scheduler scheduler, Terms terms, float[] samples, Rows rows) throws ModelException {
    frames.fill(samples, inputs);
    Map<String, Tensor> outputs;
    try {
      outputs = scheduler.run(terms.request(inputs), terms.cancellation());
    } catch (EngineException e) {
      throw ModelException.of(e);
    }
    try {
      for (Tensors.StatePair pair : use.tensors().state()) {
        Hearing.carry(outputs.get(pair.output()), inputs.get(pair.input()));
      }
      tell(outputs.get(use.output().tensor()), rows);
    } finally {
      outputs.values().forEach(Tensor::free);
    }
  }

  private void tell(Tensor scores, Rows rows) throws ModelException {
    long[] shape = scores.shape();
    int labels = use.labels().size();
    if (shape.length != 3 || shape[0] != 1 || shape[2] != labels) {
      throw ModelException.content(
          "output %s: expected [1, steps, %d], got %s"
              .formatted(use.output().tensor(), labels, scores));
    }
    FloatBuffer values = scores.floats();
    float[] row = new float[labels];
    for (int step = 0; step < shape[1]; step++) {
      values.get(step * labels, row);
      for (float value : row) {
        if (Float.isNaN(value)) {
          throw ModelException.content("output " + use.output().tensor() + ": expected numbers");
        }
      }
      rows.row(row, step, (int) shape[1]);
    }
  }
}
