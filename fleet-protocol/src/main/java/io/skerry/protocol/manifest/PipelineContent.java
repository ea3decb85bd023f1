package io.skerry.protocol.manifest;

import io.skerry.protocol.id.ModelName;
import java.util.List;
import java.util.Set;

/**
 * The path from a source to results: each frame or window of {@code source} goes through {@code
 * model}, and what is found goes to MQTT.
 *
 * @param source the name of one of the device's own sources, which its own configuration maps to a
 *     camera, a file or a microphone
 * @param model which model to run; the release is the one that the device runs
 */
public record PipelineContent(String source, ModelName model) implements Content {
  @Override
  public Set<String> parameterNames() {
    return Set.of("source", "minScore", "intervalMs");
  }

  @Override
  public List<Blob> blobs() {
    return List.of();
  }
}
