package io.skerry.bench.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which frames of the door's video results speak of. */
final class Frames {
  private Frames() {}

  /** The frames with at least one box that scores {@code minScore} or more. */
  static Set<Integer> of(List<JsonNode> results, double minScore) {
    Set<Integer> frames = new TreeSet<>();
    for (JsonNode result : results) {
      JsonNode data = result.path("data");
      if (!"detections".equals(data.path("kind").asText())) {
        continue;
      }
      for (JsonNode box : data.path("boxes")) {
        if (box.path("score").asDouble() >= minScore) {
          frames.add(data.path("frame").asInt());
        }
      }
    }
    return frames;
  }

  /** The results from an instant on. */
  static List<JsonNode> since(List<JsonNode> results, Instant from) {
    return results.stream()
        .filter(result -> !Instant.parse(result.path("time").asText()).isBefore(from))
        .toList();
  }
}
