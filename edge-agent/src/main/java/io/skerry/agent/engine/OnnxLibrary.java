package io.skerry.agent.engine;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * Where ONNX Runtime's native libraries lie. They come inside its jar, which unpacks 24 MB into a
 * temporary folder at every start; a folder {@code native} beside that jar which holds them already
 * saves this.
 */
final class OnnxLibrary {
  private static final String PLACE = "onnxruntime.native.path";

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** With 3,981 bytes and more the process ends in a segmentation fault, without a word. */
  private static final int COMMAND_LINE_BYTES = 3900;

  private OnnxLibrary() {}

  /**
   * ONNX Runtime 1.29 reads the command line of its process, and dies of a long one.
   *
   * @throws IllegalStateException saying what to do instead
   */
  static void checkCommandLine() {
    int bytes;
    try {
      bytes = Files.readAllBytes(COMMAND_LINE).length;
    } catch (IOException e) {
      return; // not Linux
    }
    if (bytes > COMMAND_LINE_BYTES) {
      throw new IllegalStateException(
          "expected a command line of at most %d bytes, got %d: name a long class path by CLASSPATH"
              .formatted(COMMAND_LINE_BYTES, bytes));
    }
  }

  /** Names the folder, if there is one; before the library is used for the first time. */
  static void locate() {
    if (System.getProperty(PLACE) == null) {
      jar().flatMap(OnnxLibrary::beside).ifPresent(f -> System.setProperty(PLACE, f.toString()));
    }
  }

  /** The folder beside that jar, if it holds both libraries. */
  static Optional<Path> beside(Path jar) {
    Path folder = jar.resolveSibling("native");
    boolean whole =
        Files.isRegularFile(folder.resolve(System.mapLibraryName("onnxruntime")))
            && Files.isRegularFile(folder.resolve(System.mapLibraryName("onnxruntime4j_jni")));
    return whole ? Optional.of(folder.toAbsolutePath()) : Optional.empty();
  }

  private static Optional<Path> jar() {
    CodeSource source = OrtEnvironment.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | RuntimeException e) { // not a file: as if there was no folder
      return Optional.empty();
    }
  }
}
