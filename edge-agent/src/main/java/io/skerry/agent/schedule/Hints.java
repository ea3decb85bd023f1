package io.skerry.agent.schedule;

import io.skerry.agent.engine.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * What helps to measure a model.
 *
 * @param sample inputs that suit it, as of a golden sample, by tensor; without state and constants.
 *     Empty to make some up
 * @param ragged how inputs of different lengths may be padded
 */
public record Hints(Map<String, Tensor> sample, Optional<Ragged> ragged) {
  /** None. */
  public static final Hints NONE = new Hints(Map.of(), Optional.empty());
}
