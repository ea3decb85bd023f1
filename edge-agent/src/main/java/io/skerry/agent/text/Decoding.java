package io.skerry.agent.text;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.manifest.ElementType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One text under way: a decoder's session with its cache, and what the encoder told. Confined to
 * one platform thread; close it.
 */
final class Decoding implements BeamSearch.Steps, AutoCloseable {
  private final DecoderPlan plan;
  private final Session session;
  private final Cancellation cancellation;
  private final Map<String, Tensor> memory;
  private final Cache cache;
  private final Map<String, Tensor> repeated = new HashMap<>();
  private int repeatedRows;
  private int past;

  /**
   * Begins.
   *
   * @param memory what the decoder is given at each step, one row; freed by its owner
   * @param first the first state, one row; taken over
   */
  Decoding(
      DecoderPlan plan,
      Session session,
      Map<String, Tensor> memory,
      Map<String, Tensor> first,
      Cancellation cancellation) {
    this.plan = plan;
    this.session = session;
    this.memory = memory;
    this.cancellation = cancellation;
    this.cache = new Cache(plan.state(), plan.stateAxes(), first);
  }

  @Override
  public float[][] step(int[] parents, long[][] tokens) throws EngineException, TextException {
    cache.keep(parents);
    Map<String, Tensor> inputs = new HashMap<>(cache.inputs());
    inputs.putAll(plan.constants(tokens.length));
    inputs.putAll(repeat(tokens.length));
    inputs.putAll(plan.tokens(tokens, past));
    Map<String, Tensor> outputs = session.run(inputs, plan.wanted(), cancellation);
    Tensor logits = outputs.get(plan.logits());
    try {
      float[][] last = last(logits, tokens.length, tokens[0].length);
      cache.next(outputs);
      past += tokens[0].length;
      return last;
    } finally {
      logits.free();
    }
  }

  /** The memory once for each row. */
  private Map<String, Tensor> repeat(int rows) {
    if (rows == 1) {
      return memory;
    }
    if (repeatedRows != rows) {
      repeatedRows = rows;
      repeated.clear();
      memory.forEach((name, tensor) -> repeated.put(name, Rows.of(tensor, 0, new int[rows])));
    }
    return repeated;
  }

  private static float[][] last(Tensor logits, int rows, int step) throws TextException {
    long[] shape = logits.shape();
    if (logits.type() != ElementType.FLOAT32
        || shape.length != 3
        || shape[0] != rows
        || shape[1] != step
        || shape[2] < 1) {
      throw new TextException(
          TextException.Fault.MODEL,
          "logits: expected float32 [%d, %d, vocabulary], got %s".formatted(rows, step, logits));
    }
    int vocabulary = (int) shape[2];
    FloatBuffer values = logits.floats();
    List<float[]> last = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      float[] own = new float[vocabulary];
      values.get((row * step + step - 1) * vocabulary, own);
      for (float value : own) {
        if (Float.isNaN(value)) {
          throw new TextException(TextException.Fault.MODEL, "logits: expected numbers, got NaN");
        }
      }
      last.add(own);
    }
    return last.toArray(float[][]::new);
  }

  @Override
  public void close() {
    cache.close();
  }
}
