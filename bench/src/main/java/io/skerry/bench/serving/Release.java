package io.skerry.bench.serving;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.npy.NpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes a folder that the packager packs, with the bare engine's answer as its golden sample. */
final class Release {
  private Release() {}

  static Path of(Model model, Path folder) throws IOException, OrtException {
    Path release = folder.resolve(model.shortName());
    Path golden = release.resolve("golden/request");
    Files.createDirectories(golden.resolve("in"));
    Files.createDirectories(golden.resolve("out"));
    Files.copy(model.file(), release.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    for (Model.Input input : model.inputs()) {
      NpyArray array = NpyArray.of(type(input.datatype()), input.dimensions(), input.data());
      Files.write(golden.resolve("in").resolve(input.name() + ".npy"), array.toBytes());
    }
    try (OrtSession session = RawLoop.open(model)) {
      float[] answer = RawLoop.outputs(model, session);
      ByteBuffer data = ByteBuffer.allocate(answer.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      data.asFloatBuffer().put(answer);
      Files.write(
          golden.resolve("out").resolve(model.output() + ".npy"),
          NpyArray.of(
                  ElementType.FLOAT32,
                  model.outputShape().stream().mapToLong(Long::longValue).toArray(),
                  data)
              .toBytes());
    }
    Files.writeString(release.resolve("model.yaml"), description(model));
    return release;
  }

  private static ElementType type(String datatype) {
    return datatype.equals("FP32") ? ElementType.FLOAT32 : ElementType.INT64;
  }

  private static String description(Model model) {
    return """
        kind: model
        name: %s
        version: 1.0.0
        task: benchmark
        card: {licence: Apache-2.0, authors: [see docs/BENCHMARKS.md], description: "A model of bench serving"}
        variants:
          - {id: cpu, engine: onnxruntime, file: model.onnx, needs: {}}
        input: {kind: tensors}
        output: {kind: tensors}
        golden: {folder: golden, tolerance: "0.0001"}
        """
        .formatted(model.name());
  }
}
