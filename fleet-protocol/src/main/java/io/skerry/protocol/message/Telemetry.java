package io.skerry.protocol.message;

import io.skerry.protocol.json.Copies;
import java.time.Instant;
import java.util.Map;

/**
 * Figures of the moment, on {@code devices/{id}/out/telemetry}.
 *
 * @param figures by name with its unit last: {@code rssBytes}, {@code inferences}; at most 256
 */
public record Telemetry(Instant time, Map<String, Double> figures) {
  public Telemetry {
    figures = Copies.map("figures", figures, 256);
    figures.forEach(Telemetry::requireFinite);
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite number, got " + value);
    }
  }
}
