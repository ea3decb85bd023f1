package io.skerry.bench.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A model of the benchmark with the one input that everybody computes.
 *
 * @param name as callers ask for it
 * @param file the ONNX file
 * @param inputs what goes in
 * @param output the tensor that comes out, float32
 * @param outputShape its shape
 */
public record Model(
    String name, Path file, List<Input> inputs, String output, List<Long> outputShape) {
  /** A tensor of one request, little-endian. */
  public record Input(String name, String datatype, List<Long> shape, ByteBuffer data) {
    long[] dimensions() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** PP-OCR's direction classifier: f32 [1,3,48,192], as from a picture. */
  public static Model cnn(Path folder) {
    Random random = new Random(1);
    ByteBuffer data = ByteBuffer.allocateDirect(3 * 48 * 192 * 4).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat(random.nextInt(256) / 127.5f - 1);
    }
    Input x = new Input("x", "FP32", List.of(1L, 3L, 48L, 192L), data.flip());
    return new Model(
        "bench/cnn", folder.resolve("cnn.onnx"), List.of(x), "softmax_0.tmp_0", List.of(1L, 2L));
  }

  /** The int8 sentence embedder with 32 tokens. */
  public static Model embedder(Path folder) {
    Random random = new Random(2);
    List<Input> inputs = new ArrayList<>();
    for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
      ByteBuffer data = ByteBuffer.allocateDirect(32 * 8).order(ByteOrder.LITTLE_ENDIAN);
      while (data.hasRemaining()) {
        data.putLong(
            switch (name) {
              case "input_ids" -> 1000 + random.nextInt(20_000);
              case "attention_mask" -> 1;
              default -> 0;
            });
      }
      inputs.add(new Input(name, "INT64", List.of(1L, 32L), data.flip()));
    }
    return new Model(
        "bench/embedder",
        folder.resolve("embedder.onnx"),
        List.copyOf(inputs),
        "last_hidden_state",
        List.of(1L, 32L, 384L));
  }

  /** The same under another name. */
  public Model named(String other) {
    return new Model(other, file, inputs, output, outputShape);
  }

  /** The part after the slash. */
  String shortName() {
    return name.substring(name.indexOf('/') + 1);
  }
}
