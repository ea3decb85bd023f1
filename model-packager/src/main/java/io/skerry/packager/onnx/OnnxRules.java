package io.skerry.packager.onnx;

import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What an ONNX file must not do in a release. */
public final class OnnxRules {
  private OnnxRules() {}

  /**
   * Requires that the model is whole in its one file and uses no foreign operators.
   *
   * @param folder the folder of the file
   * @throws FormatException naming what it points at or uses
   */
  public static void check(Path file, Path folder, OnnxModel model)
      throws IOException, FormatException {
    for (String location : model.externalData()) {
      if (!inside(folder, location)) {
        throw new FormatException(
            file + ": its weights point outside the folder, at '" + location + "'");
      }
      throw new FormatException(
          file
              + ": keeps weights in '"
              + location
              + "'; save it as one file (onnx.save with save_as_external_data=False)");
    }
    if (!model.foreignOperators().isEmpty()) {
      throw new FormatException(
          file
              + ": expected operators of "
              + StandardOperators.DOMAINS.stream().sorted().map(d -> "'" + d + "'").toList()
              + ", got "
              + model.foreignOperators().stream().sorted().limit(8).toList());
    }
  }

  private static boolean inside(Path folder, String location) throws IOException {
    try {
      Path relative = Path.of(location);
      Path target = folder.resolve(relative).normalize();
      return !relative.isAbsolute()
          && target.startsWith(folder.normalize())
          && (!Files.exists(target) || target.toRealPath().startsWith(folder.toRealPath()));
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
