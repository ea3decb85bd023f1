package io.skerry.agent.engine;

import io.skerry.agent.engine.gpu.Gpu;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.TensorRt.Precision;
import io.skerry.protocol.manifest.TensorRt.Range;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * All on which a finished engine depends: where one of these differs, another engine is made.
 *
 * @param model the digest of the model file
 * @param runtime what made it, with every part of its version
 * @param gpu for which it was made; its name and capability count
 * @param shapes of dynamic inputs, by name
 */
record CacheKey(
    Sha256 model, String runtime, Gpu gpu, Map<String, Range> shapes, Precision precision) {
  CacheKey {
    shapes = Map.copyOf(shapes);
  }

  /** One line for each part, in an order that never changes. */
  String text() {
    StringBuilder text = new StringBuilder(256);
    text.append("model ").append(model).append('\n');
    text.append("runtime ").append(runtime).append('\n');
    text.append("gpu ").append(gpu.name()).append(' ').append(gpu.capability()).append('\n');
    text.append("precision ").append(precision).append('\n');
    new TreeMap<>(shapes)
        .forEach(
            (input, range) ->
                text.append("shape ")
                    .append(input.length()) // names hold any character
                    .append(' ')
                    .append(input)
                    .append(' ')
                    .append(range.min())
                    .append(range.opt())
                    .append(range.max())
                    .append('\n'));
    return text.toString();
  }

  /** The key of the timings, which engines of all models for this GPU share. */
  String timingText() {
    return "timings\nruntime %s\ngpu %s %s\n".formatted(runtime, gpu.name(), gpu.capability());
  }

  /** A file name for a key's text. */
  static String fileName(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 40);
  }
}
