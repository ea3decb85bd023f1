package io.skerry.protocol.manifest;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agent's settings, each a number whose signed default holds unless an assignment sets another
 * value within its bounds: {@code minScore} (no pipeline reports results below it), {@code
 * telemetryIntervalMs}, {@code probationMs}.
 */
public record ConfigContent() implements Content {
  @Override
  public Set<String> parameterNames() {
    return Set.of("minScore", "telemetryIntervalMs", "probationMs");
  }

  /** Requires that each setting is a number, since the agent reads it as one. */
  static void requireNumbers(Map<String, Parameter> parameters) {
    parameters.forEach(
        (name, parameter) -> {
          if (!(parameter instanceof Parameter.Range)) {
            throw new IllegalArgumentException(
                "parameters: expected " + name + " to be a decimal, got another kind");
          }
        });
  }

  @Override
  public List<Blob> blobs() {
    return List.of();
  }
}
