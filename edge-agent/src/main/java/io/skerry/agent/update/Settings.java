package io.skerry.agent.update;

import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.ConfigContent;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The agent's own settings, out of the configuration releases that run; of several that set the
 * same, the last by name holds. Thread-safe.
 */
public final class Settings {
  private static final long LONGEST_MS = 86_400_000;
  private static final long DEFAULT_MS = 10_000;

  private final Map<ModelName, Map<String, String>> running = new ConcurrentSkipListMap<>();

  /** How long a release is watched before it counts as healthy. */
  public long probationMs() {
    return milliseconds("probationMs");
  }

  /** How often figures are sent. */
  public long telemetryIntervalMs() {
    return milliseconds("telemetryIntervalMs");
  }

  void started(Manifest manifest, Map<String, String> parameters) {
    if (manifest.content() instanceof ConfigContent) {
      Map<String, String> values = new HashMap<>();
      for (Map.Entry<String, Parameter> declared : manifest.parameters().entrySet()) {
        String byDefault = declared.getValue().defaultValue();
        values.put(declared.getKey(), parameters.getOrDefault(declared.getKey(), byDefault));
      }
      running.put(manifest.release().model(), Map.copyOf(values));
    }
  }

  void retired(ModelName model) {
    running.remove(model);
  }

  private long milliseconds(String name) {
    long value = DEFAULT_MS;
    for (Map<String, String> values : running.values()) {
      if (values.containsKey(name)) {
        value = (long) new Decimal(values.get(name)).value();
      }
    }
    return Math.clamp(value, 0, LONGEST_MS);
  }
}
