package io.skerry.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.npy.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RealModelsIT {
  private static final Path MODELS = Path.of("..", "models");

  @TempDir Path folder;

  static List<Path> models() throws IOException {
    try (Stream<Path> files = Files.list(MODELS)) {
      return files.filter(path -> Files.exists(path.resolve("model.yaml"))).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModelOfTheProjectPacksAndProves(Path model) {
    new Cli().done("pack", model, "--out", folder.resolve("release"));
    new Cli().done("prove", folder.resolve("release"));
    new Cli().done("inspect", folder.resolve("release"));
  }

  @Test
  void writesArraysByteForByteAsNumPyDid() throws Exception {
    try (Stream<Path> files = Files.walk(MODELS)) {
      List<Path> arrays = files.filter(path -> path.toString().endsWith(".npy")).toList();
      assertTrue(arrays.size() > 10);
      for (Path file : arrays) {
        byte[] bytes = Files.readAllBytes(file);
        assertArrayEquals(bytes, NpyArray.parse(bytes).toBytes(), file.toString());
      }
    }
  }
}
