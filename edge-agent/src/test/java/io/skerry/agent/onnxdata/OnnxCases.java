package io.skerry.agent.onnxdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The operator cases of Debian's package {@code libonnx-testdata}. */
public final class OnnxCases {
  private static final Path ROOT = Path.of("/usr/share/libonnx-testdata/data");

  private OnnxCases() {}

  /** Whether the package is installed. */
  public static boolean areInstalled() {
    return Files.isDirectory(ROOT.resolve("node"));
  }

  /** Every case, by name. */
  public static List<OnnxCase> all() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 3, (p, _) -> p.endsWith("model.onnx"))) {
      return files.sorted().map(OnnxCases::read).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static OnnxCase read(Path model) {
    try {
      return OnnxCase.read(ROOT.relativize(model.getParent()).toString(), model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
