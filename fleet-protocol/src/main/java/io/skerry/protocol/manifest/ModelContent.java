package io.skerry.protocol.manifest;

import io.skerry.protocol.json.Copies;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model.
 *
 * @param task for people and searches: {@code image-classification}, {@code object-detection}, …
 * @param variants in order of preference: a device takes the first that fits it; 1 to 16
 * @param tensors what goes in and comes out of every variant
 * @param input how a picture or sound becomes tensors
 * @param output how tensors become results
 * @param labels class names by index; at most 100,000
 * @param golden samples that every device must reproduce before it activates; at most 64
 */
public record ModelContent(
    String task,
    List<Variant> variants,
    Tensors tensors,
    Input input,
    Output output,
    List<String> labels,
    List<GoldenSample> golden)
    implements Content {
  public ModelContent {
    variants = Copies.list("variants", variants, 16);
    labels = Copies.list("labels", labels, 100_000);
    golden = Copies.list("golden", golden, 64);
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("variants: expected at least one");
    }
  }

  @Override
  public Set<String> parameterNames() {
    return Set.of("minScore");
  }

  @Override
  public List<Blob> blobs() {
    List<Blob> all = new ArrayList<>();
    variants.forEach(variant -> all.add(variant.blob()));
    golden.forEach(
        sample -> {
          all.addAll(sample.inputs().values());
          all.addAll(sample.expected().values());
        });
    return all.stream().distinct().toList();
  }
}
