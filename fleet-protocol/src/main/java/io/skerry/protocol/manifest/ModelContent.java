package io.skerry.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.skerry.protocol.json.Copies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A model.
 *
 * @param task for people and searches: {@code image-classification}, {@code object-detection}, …
 * @param variants in order of preference: a device takes the first that fits it; 1 to 16
 * @param tensors what goes in and comes out of every variant's own file
 * @param parts the tensors of each further file, {@code encoder}, by its name; at most 8
 * @param input how a picture or sound becomes tensors
 * @param output how tensors become results
 * @param labels class names by index; at most 100,000
 * @param golden samples that every device must reproduce before it activates; at most 64
 * @param batching how requests may be put together
 */
public record ModelContent(
    String task,
    List<Variant> variants,
    Tensors tensors,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Tensors> parts,
    Input input,
    Output output,
    List<String> labels,
    List<GoldenSample> golden,
    Optional<Batching> batching)
    implements Content {
  public ModelContent {
    variants = Copies.list("variants", variants, 16);
    labels = Copies.list("labels", labels, 100_000);
    golden = Copies.list("golden", golden, 64);
    parts = Copies.map("parts", parts, 8);
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("variants: expected at least one");
    }
    for (Variant variant : variants) {
      if (!variant.files().keySet().equals(parts.keySet())) {
        throw new IllegalArgumentException(
            "variant %s: expected one file for each of the parts %s, got %s"
                .formatted(
                    variant.id(),
                    new TreeSet<>(parts.keySet()),
                    new TreeSet<>(variant.files().keySet())));
      }
    }
    for (GoldenSample sample : golden) {
      if (sample.part().isPresent() && !parts.containsKey(sample.part().get())) {
        throw new IllegalArgumentException(
            "golden sample " + sample.name() + ": the model has no part " + sample.part().get());
      }
    }
    if (output instanceof Output.Generate generate) {
      requireEncoder(generate, parts.keySet());
    }
  }

  /** One of a single file. */
  public ModelContent(
      String task,
      List<Variant> variants,
      Tensors tensors,
      Input input,
      Output output,
      List<String> labels,
      List<GoldenSample> golden) {
    this(task, variants, tensors, Map.of(), input, output, labels, golden, Optional.empty());
  }

  private static void requireEncoder(Output.Generate generate, Set<String> parts) {
    Optional<String> encoder = generate.encoder().map(Output.Generate.Encoder::part);
    if (encoder.isPresent() && !parts.contains(encoder.get())) {
      throw new IllegalArgumentException(
          "encoder: expected one of the parts " + parts + ", got " + encoder.get());
    }
  }

  /** The same with other golden samples. */
  public ModelContent withGolden(List<GoldenSample> samples) {
    return new ModelContent(
        task, variants, tensors, parts, input, output, labels, samples, batching);
  }

  /** The tensors that a golden sample's arrays are for. */
  public Tensors tensors(GoldenSample sample) {
    return sample.part().map(parts::get).orElse(tensors);
  }

  /** What every variant needs beside its own files: tokenizers and golden samples. */
  public List<Blob> shared() {
    List<Blob> all = new ArrayList<>();
    if (input instanceof Input.Text text) {
      all.add(text.tokenizer());
    }
    if (output instanceof Output.Generate generate) {
      generate.tokenizer().ifPresent(all::add);
    }
    golden.forEach(
        sample -> {
          all.addAll(sample.inputs().values());
          all.addAll(sample.expected().values());
        });
    return all.stream().distinct().toList();
  }

  @Override
  public Set<String> parameterNames() {
    return Set.of("minScore");
  }

  @Override
  public List<Blob> blobs() {
    return Stream.concat(
            variants.stream().flatMap(variant -> variant.allFiles().stream()), shared().stream())
        .distinct()
        .toList();
  }
}
