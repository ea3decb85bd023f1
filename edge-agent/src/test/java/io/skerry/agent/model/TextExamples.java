package io.skerry.agent.model;

import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.LogMel;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Tensors.Spec;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The text and speech models of this repository, as releases for tests. */
public final class TextExamples {
  private static final Path MODELS = Examples.TOP.resolve("models");

  private TextExamples() {}

  /** {@code text/sentiment}. */
  public static Manifest sentiment() {
    Path top = MODELS.resolve("sentiment");
    Tensors tensors =
        new Tensors(
            List.of(ids("ids", "tokens"), ids("mask", "tokens")),
            List.of(floats("logits", "batch", "2")),
            List.of(),
            List.of());
    ModelContent content =
        new ModelContent(
            "test",
            List.of(variant(top.resolve("sentiment.onnx"), Map.of())),
            tensors,
            text(top, 512, Optional.of("mask")),
            new Output.Classify("logits", Output.Activation.SOFTMAX, 2),
            List.of("negative", "positive"),
            Examples.golden(top));
    return Examples.manifest("text/sentiment@1.0.0", Map.of(), content);
  }

  /** {@code text/number-translator}, with this many beams. */
  public static Manifest translator(int beams) {
    Path top = MODELS.resolve("number-translator");
    List<Spec> inputs =
        new ArrayList<>(
            List.of(
                ids("tokens", "step"),
                floats("memory", "batch", "source", "64"),
                ids("memory_mask", "source")));
    List<Spec> outputs = new ArrayList<>(List.of(floats("logits", "batch", "step", "100")));
    List<Tensors.StatePair> state = new ArrayList<>();
    for (String name : List.of("key_0", "value_0", "key_1", "value_1")) {
      inputs.add(floats("past_" + name, "batch", "4", "past", "16"));
      outputs.add(floats("present_" + name, "batch", "4", "present", "16"));
      state.add(new Tensors.StatePair("present_" + name, "past_" + name));
    }
    Tensors encoder =
        new Tensors(
            List.of(ids("ids", "source"), ids("mask", "source")),
            List.of(floats("memory", "batch", "source", "64")),
            List.of(),
            List.of());
    Output.Generate.Encoder once =
        new Output.Generate.Encoder(
            "encoder",
            List.of(new Tensors.StatePair("memory", "memory")),
            Optional.of("memory_mask"));
    Output.Generate output =
        new Output.Generate(
            Optional.of(once),
            "tokens",
            Optional.empty(),
            Optional.empty(),
            "logits",
            Optional.of(1),
            List.of(2),
            40,
            beams,
            new Decimal("1"),
            Optional.empty());
    List<GoldenSample> golden =
        Examples.golden(top).stream().map(TextExamples::ofTheEncoder).toList();
    ModelContent content =
        new ModelContent(
            "test",
            List.of(
                variant(
                    top.resolve("decoder.onnx"), Map.of("encoder", top.resolve("encoder.onnx")))),
            new Tensors(inputs, outputs, state, List.of()),
            Map.of("encoder", encoder),
            text(top, 48, Optional.of("mask")),
            output,
            List.of(),
            golden,
            Optional.empty());
    return Examples.manifest("text/number-translator@1.0." + beams, Map.of(), content);
  }

  private static GoldenSample ofTheEncoder(GoldenSample sample) {
    return sample.name().equals("encode")
        ? new GoldenSample(
            sample.name(),
            sample.inputs(),
            sample.expected(),
            sample.tolerance(),
            Optional.of("encoder"))
        : sample;
  }

  /** {@code audio/digit-transcriber}, with this many beams. */
  public static Manifest digits(int beams) {
    Path top = MODELS.resolve("digit-transcriber");
    LogMel mel =
        new LogMel(
            512,
            512,
            320,
            LogMel.Mel.HTK,
            40,
            new Decimal("60"),
            new Decimal("7600"),
            new Decimal("1e-6"),
            new Decimal("0.25"),
            new Decimal("1"),
            LogMel.Order.FRAMES_BINS);
    Tensors tensors =
        new Tensors(
            List.of(floats("frames", "batch", "frames", "40"), floats("state", "2", "batch", "96")),
            List.of(floats("labels", "batch", "steps", "11"), floats("stateN", "2", "batch", "96")),
            List.of(new Tensors.StatePair("stateN", "state")),
            List.of());
    List<String> labels =
        Stream.concat(
                Stream.of(""),
                Stream.of(
                        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
                        "nine")
                    .map(word -> word + " "))
            .toList();
    ModelContent content =
        new ModelContent(
            "test",
            List.of(variant(top.resolve("digits.onnx"), Map.of())),
            tensors,
            new Input.Audio("frames", 16_000, 3_200, 192, Optional.of(mel)),
            new Output.Ctc("labels", 0, beams),
            labels,
            Examples.golden(top));
    return Examples.manifest("audio/digit-transcriber@1.0." + beams, Map.of(), content);
  }

  /** A sentence embedder from these files, signed as unproven. */
  public static Manifest embedder(Path model, Path tokenizer) {
    Input.Text input =
        new Input.Text(
            Examples.register(tokenizer),
            256,
            "input_ids",
            Optional.of("attention_mask"),
            Optional.of("token_type_ids"));
    ModelContent content =
        new ModelContent(
            "test",
            List.of(variant(model, Map.of())),
            new Tensors(
                List.of(
                    ids("input_ids", "tokens"),
                    ids("attention_mask", "tokens"),
                    ids("token_type_ids", "tokens")),
                List.of(floats("last_hidden_state", "batch", "tokens", "384")),
                List.of(),
                List.of()),
            input,
            new Output.Embedding("last_hidden_state", Output.Embedding.Pool.MEAN, true),
            List.of(),
            List.of());
    Manifest manifest = Examples.manifest("text/embedder@1.0.0", Map.of(), content);
    return new Manifest(
        1,
        manifest.release(),
        manifest.card(),
        manifest.parameters(),
        content,
        Optional.of("a third party's model"));
  }

  private static Input.Text text(Path top, int maxTokens, Optional<String> mask) {
    return new Input.Text(
        Examples.register(top.resolve("tokenizer.json")), maxTokens, "ids", mask, Optional.empty());
  }

  private static Variant variant(Path own, Map<String, Path> files) {
    return new Variant(
        "fp32-cpu",
        EngineKind.ONNXRUNTIME,
        Examples.register(own),
        new Variant.Needs(List.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        files.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey, file -> Examples.register(file.getValue()))));
  }

  private static Spec ids(String name, String length) {
    return new Spec(name, ElementType.INT64, List.of("batch", length));
  }

  private static Spec floats(String name, String... shape) {
    return new Spec(name, ElementType.FLOAT32, List.of(shape));
  }
}
