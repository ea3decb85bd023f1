package io.skerry.agent.model;

import io.skerry.protocol.manifest.Blob;
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
    return writer("number-translator", beams, 64, 100, 48);
  }

  /** {@code text/report-summariser}, with this many beams. */
  public static Manifest summariser(int beams) {
    return writer("report-summariser", beams, 48, 58, 96);
  }

  /** A model of {@code text/} with an encoder and a decoder of two layers. */
  private static Manifest writer(String name, int beams, int width, int words, int maxTokens) {
    Path top = MODELS.resolve(name);
    Tensors encoder =
        new Tensors(
            List.of(ids("ids", "source"), ids("mask", "source")),
            List.of(floats("memory", "batch", "source", Integer.toString(width))),
            List.of(),
            List.of());
    ModelContent content =
        writer(
            top,
            encoder,
            decoder(width, words, Optional.of("memory_mask")),
            text(top, maxTokens, Optional.of("mask")),
            generate(40, beams, Optional.of("memory_mask"), Optional.empty()));
    return Examples.manifest("text/" + name + "@1.0." + beams, Map.of(), content);
  }

  /** {@code audio/tone-transcriber}. */
  public static Manifest tones() {
    Path top = MODELS.resolve("tone-transcriber");
    LogMel mel =
        new LogMel(
            512,
            512,
            160,
            LogMel.Mel.HTK,
            32,
            new Decimal("600"),
            new Decimal("1800"),
            new Decimal("1e-6"),
            new Decimal("0.25"),
            new Decimal("1"),
            LogMel.Order.FRAMES_BINS);
    Tensors encoder =
        new Tensors(
            List.of(floats("frames", "batch", "160", "32")),
            List.of(floats("memory", "batch", "40", "48")),
            List.of(),
            List.of());
    ModelContent content =
        writer(
            top,
            encoder,
            decoder(48, 20, Optional.empty()),
            new Input.Audio("frames", 8_000, 25_600, 352, Optional.of(mel)),
            generate(
                15,
                1,
                Optional.empty(),
                Optional.of(Examples.register(top.resolve("tokenizer.json")))));
    return Examples.manifest("audio/tone-transcriber@1.0.0", Map.of(), content);
  }

  private static ModelContent writer(
      Path top, Tensors encoder, Tensors decoder, Input input, Output.Generate output) {
    return new ModelContent(
        "test",
        List.of(
            variant(top.resolve("decoder.onnx"), Map.of("encoder", top.resolve("encoder.onnx")))),
        decoder,
        Map.of("encoder", encoder),
        input,
        output,
        List.of(),
        Examples.golden(top).stream().map(TextExamples::ofTheEncoder).toList(),
        Optional.empty());
  }

  private static Tensors decoder(int width, int words, Optional<String> mask) {
    List<Spec> inputs =
        new ArrayList<>(
            List.of(
                ids("tokens", "step"),
                floats("memory", "batch", "source", Integer.toString(width))));
    mask.ifPresent(name -> inputs.add(ids(name, "source")));
    List<Spec> outputs =
        new ArrayList<>(List.of(floats("logits", "batch", "step", Integer.toString(words))));
    List<Tensors.StatePair> state = new ArrayList<>();
    String each = Integer.toString(width / 4);
    for (String name : List.of("key_0", "value_0", "key_1", "value_1")) {
      inputs.add(floats("past_" + name, "batch", "4", "past", each));
      outputs.add(floats("present_" + name, "batch", "4", "present", each));
      state.add(new Tensors.StatePair("present_" + name, "past_" + name));
    }
    return new Tensors(inputs, outputs, state, List.of());
  }

  private static Output.Generate generate(
      int maxTokens, int beams, Optional<String> mask, Optional<Blob> tokenizer) {
    Output.Generate.Encoder once =
        new Output.Generate.Encoder(
            "encoder", List.of(new Tensors.StatePair("memory", "memory")), mask);
    return new Output.Generate(
        Optional.of(once),
        "tokens",
        Optional.empty(),
        Optional.empty(),
        "logits",
        Optional.of(1),
        List.of(2),
        maxTokens,
        beams,
        new Decimal("1"),
        tokenizer);
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
