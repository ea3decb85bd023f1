package io.skerry.protocol.manifest;

import java.util.List;
import java.util.Set;

/**
 * The agent's settings, each a parameter whose signed default holds unless an assignment sets
 * another value within its bounds: {@code minScore} (no pipeline reports results below it), {@code
 * telemetryIntervalMs}, {@code probationMs}.
 */
public record ConfigContent() implements Content {
  @Override
  public Set<String> parameterNames() {
    return Set.of("minScore", "telemetryIntervalMs", "probationMs");
  }

  @Override
  public List<Blob> blobs() {
    return List.of();
  }
}
