package io.skerry.agent.model;

import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.schedule.Limits;
import io.skerry.agent.text.TokenizerLibrary;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Card;
import io.skerry.protocol.manifest.Content;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Input;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Output;
import io.skerry.protocol.manifest.Output.Activation;
import io.skerry.protocol.manifest.Parameter;
import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Tensors.Spec;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The example models and media of this repository, as releases for tests. */
public final class Examples {
  /** The repository's folder. */
  public static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private static final Map<Blob, Path> FILES = new ConcurrentHashMap<>();

  /** What makes tokens of texts, unpacked under {@code target}. */
  public static final TokenizerLibrary TOKENIZERS =
      new TokenizerLibrary(Path.of("target", "tokenizers").toAbsolutePath());

  private Examples() {}

  /** A file of {@code media/}. */
  public static Path media(String name) {
    return TOP.resolve("media").resolve(name);
  }

  /** Where the blobs of these releases lie. */
  public static Path blob(Blob blob) {
    return Optional.ofNullable(FILES.get(blob)).orElseThrow();
  }

  /** A loader with the real engine. */
  public static ModelLoader loader(Residency residency) {
    return new ModelLoader(
        Map.of(EngineKind.ONNXRUNTIME, Engines.onnxRuntime()),
        new RunOptions(new SessionOptions(1), Limits.forThisMachine()),
        residency,
        TOKENIZERS);
  }

  /** {@code vision/face-detector}. */
  public static Manifest faces(String version) {
    Input input =
        new Input.Image(
            "input",
            320,
            240,
            Input.Fit.STRETCH,
            0,
            Input.Colour.RGB,
            Input.Layout.NCHW,
            new Decimal("1"),
            List.of(new Decimal("127")),
            List.of(new Decimal("128")));
    Output output =
        new Output.Boxes(
            Output.Boxes.Form.SSD,
            "scores",
            "boxes",
            Optional.of(0),
            Activation.NONE,
            new Decimal("0.5"),
            new Decimal("0.3"));
    Tensors tensors =
        new Tensors(
            List.of(spec("input", "1", "3", "240", "320")),
            List.of(spec("scores", "1", "4420", "2"), spec("boxes", "1", "4420", "4")),
            List.of(),
            List.of());
    return manifest(
        "vision/face-detector@" + version,
        minScore("0.7"),
        model("face-detector", tensors, input, output));
  }

  /** {@code vision/image-classifier}. */
  public static Manifest images(String version) {
    Input input =
        new Input.Image(
            "image",
            32,
            32,
            Input.Fit.STRETCH,
            0,
            Input.Colour.RGB,
            Input.Layout.NCHW,
            new Decimal("0.00392156862745098"),
            List.of(new Decimal("0.4914"), new Decimal("0.4822"), new Decimal("0.4465")),
            List.of(new Decimal("0.247"), new Decimal("0.2435"), new Decimal("0.2616")));
    Tensors tensors =
        new Tensors(
            List.of(spec("image", "batch", "3", "32", "32")),
            List.of(spec("logits", "batch", "10")),
            List.of(),
            List.of());
    Output output = new Output.Classify("logits", Activation.SOFTMAX, 5);
    return manifest(
        "vision/image-classifier@" + version,
        Map.of(),
        model("image-classifier", tensors, input, output));
  }

  /** {@code audio/voice-activity}. */
  public static Manifest voice(String version) {
    Tensors tensors =
        new Tensors(
            List.of(
                spec("input", "batch", "samples"),
                spec("state", "2", "batch", "128"),
                new Spec("sr", ElementType.INT64, List.of())),
            List.of(spec("output", "batch", "1"), spec("stateN", "2", "batch", "128")),
            List.of(new Tensors.StatePair("stateN", "state")),
            List.of(new Tensors.Constant("sr", new Decimal("16000"))));
    Output output = new Output.Activity("output", new Decimal("0.5"), new Decimal("0.15"), 96, 250);
    return manifest(
        "audio/voice-activity@" + version,
        Map.of(),
        model("voice-activity", tensors, new Input.Audio("input", 16_000, 512, 64), output));
  }

  /** A manifest around any content. */
  public static Manifest manifest(
      String release, Map<String, Parameter> parameters, Content content) {
    Card card = new Card("MIT", List.of("test"), "test", Optional.empty(), List.of());
    return new Manifest(1, ReleaseId.parse(release), card, parameters, content, Optional.empty());
  }

  /** The parameter {@code minScore} from 0.3 to 0.99. */
  public static Map<String, Parameter> minScore(String byDefault) {
    return Map.of(
        "minScore",
        new Parameter.Range(new Decimal(byDefault), new Decimal("0.3"), new Decimal("0.99")));
  }

  /** Registers a file as a blob. */
  public static Blob register(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      Blob blob = new Blob(Sha256.of(bytes), bytes.length, Optional.empty());
      FILES.put(blob, file);
      return blob;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelContent model(String folder, Tensors tensors, Input input, Output output) {
    Path top = TOP.resolve("models").resolve(folder);
    Variant variant =
        new Variant(
            "fp32-cpu",
            EngineKind.ONNXRUNTIME,
            register(top.resolve(folder + ".onnx")),
            new Variant.Needs(List.of("x86_64", "aarch64"), Optional.empty(), Optional.empty()),
            Optional.empty());
    return new ModelContent(
        "test", List.of(variant), tensors, input, output, labels(top), golden(top));
  }

  private static List<String> labels(Path top) {
    Path file = top.resolve("labels.txt");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<GoldenSample> golden(Path top) {
    List<GoldenSample> samples = new ArrayList<>();
    for (Path folder : entries(top.resolve("golden"))) {
      samples.add(
          new GoldenSample(
              folder.getFileName().toString(),
              arrays(folder.resolve("in")),
              arrays(folder.resolve("out")),
              new Decimal("0.001")));
    }
    return samples;
  }

  private static Map<String, Blob> arrays(Path folder) {
    Map<String, Blob> blobs = new HashMap<>();
    for (Path file : entries(folder)) {
      blobs.put(file.getFileName().toString().replace(".npy", ""), register(file));
    }
    return new TreeMap<>(blobs);
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Spec spec(String name, String... shape) {
    return new Spec(name, ElementType.FLOAT32, List.of(shape));
  }
}
