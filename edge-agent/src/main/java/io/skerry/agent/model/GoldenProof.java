package io.skerry.agent.model;

import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.GoldenSample;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.manifest.ModelContent;
import io.skerry.protocol.manifest.Variant;
import io.skerry.protocol.npy.GoldenComparison;
import io.skerry.protocol.npy.NpyArray;
import io.skerry.protocol.npy.SampleInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Proves that a loaded variant gives the release's expected answers on this very machine. */
final class GoldenProof {
  private static final int MAX_HEADER_BYTES = 4096;

  private final ModelContent content;
  private final Variant variant;
  private final Function<Blob, Path> blobs;

  GoldenProof(ModelContent content, Variant variant, Function<Blob, Path> blobs) {
    this.content = content;
    this.variant = variant;
    this.blobs = blobs;
  }

  /**
   * Runs every golden sample; a release that is signed as unproven may have none, but those that it
   * has must hold.
   *
   * @return what was proved, for people
   * @throws ModelException naming the sample, tensor and element that differ
   */
  String prove(Manifest manifest, WholeSession session) throws ModelException {
    if (content.golden().isEmpty()) {
      if (manifest.unproven().isPresent()) {
        return "no golden samples, signed as unproven: " + manifest.unproven().get();
      }
      throw ModelException.content("no golden samples, and the release is not signed as unproven");
    }
    double largest = 0;
    for (GoldenSample sample : content.golden()) {
      largest = Math.max(largest, run(session.part(sample.part()), sample));
    }
    return "%d golden samples, largest difference %.2g".formatted(content.golden().size(), largest);
  }

  /** The inputs of one sample, without state and constants; none where there is no sample. */
  Map<String, Tensor> sample() throws ModelException {
    for (GoldenSample sample : content.golden()) {
      if (sample.part().isEmpty()) {
        try {
          Map<String, Tensor> inputs = new HashMap<>(NpyTensors.of(arrays(sample.inputs())));
          content.tensors().constants().forEach(constant -> inputs.remove(constant.tensor()));
          content.tensors().state().forEach(pair -> inputs.remove(pair.input()));
          return inputs;
        } catch (FormatException e) {
          throw ModelException.content("golden sample " + sample.name(), e);
        }
      }
    }
    return Map.of();
  }

  /**
   * The shapes of the inputs of every sample of a part, by name.
   *
   * @throws ModelException if a sample can't be read
   */
  List<Map<String, long[]>> shapes(Optional<String> part) throws ModelException {
    List<Map<String, long[]>> shapes = new ArrayList<>();
    for (GoldenSample sample : samples(part)) {
      try {
        Map<String, long[]> sampled = new HashMap<>();
        SampleInputs.complete(content.tensors(sample), arrays(sample.inputs()))
            .forEach((name, array) -> sampled.put(name, array.shape()));
        shapes.add(sampled);
      } catch (FormatException e) {
        throw ModelException.content("golden sample " + sample.name() + ": " + e.getMessage(), e);
      }
    }
    return shapes;
  }

  /** What a session of a part gives that isn't expected; empty if all is. */
  Optional<String> difference(Optional<String> part, Session session) {
    try {
      for (GoldenSample sample : samples(part)) {
        run(session, sample);
      }
      return Optional.empty();
    } catch (ModelException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private List<GoldenSample> samples(Optional<String> part) {
    return content.golden().stream().filter(sample -> sample.part().equals(part)).toList();
  }

  private double run(Session session, GoldenSample sample) throws ModelException {
    Map<String, Tensor> outputs = new HashMap<>();
    String subject = "golden sample " + sample.name() + ", variant " + variant.id() + ": ";
    try {
      Map<String, NpyArray> inputs =
          SampleInputs.complete(content.tensors(sample), arrays(sample.inputs()));
      outputs.putAll(session.run(NpyTensors.of(inputs)));
      Decimal tolerance = variant.tolerance().orElse(sample.tolerance());
      double largest = 0;
      for (Map.Entry<String, NpyArray> expected : arrays(sample.expected()).entrySet()) {
        Tensor actual = outputs.get(expected.getKey());
        if (actual == null) {
          throw ModelException.content(subject + "the model has no output " + expected.getKey());
        }
        GoldenComparison comparison =
            GoldenComparison.of(expected.getValue(), NpyTensors.of(actual), tolerance);
        if (!(comparison instanceof GoldenComparison.Agrees(double difference))) {
          throw ModelException.content(subject + expected.getKey() + " " + comparison.describe());
        }
        largest = Math.max(largest, difference);
      }
      return largest;
    } catch (FormatException | EngineException e) {
      throw ModelException.content(subject + e.getMessage(), e);
    } finally {
      outputs.values().forEach(Tensor::free);
    }
  }

  private Map<String, NpyArray> arrays(Map<String, Blob> sample)
      throws FormatException, ModelException {
    Map<String, NpyArray> arrays = HashMap.newHashMap(sample.size());
    for (Map.Entry<String, Blob> entry : sample.entrySet()) {
      if (entry.getValue().length() > NpyArray.MAX_BYTES + MAX_HEADER_BYTES) {
        throw ModelException.content("golden array " + entry.getKey() + ": over 64 MiB");
      }
      arrays.put(entry.getKey(), NpyArray.parse(read(blobs.apply(entry.getValue()))));
    }
    return arrays;
  }

  private static byte[] read(Path file) throws ModelException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw ModelException.machine("golden array " + file.getFileName() + ": " + e, e);
    }
  }
}
