package io.skerry.packager.source;

import com.fasterxml.jackson.core.JsonPointer;
import io.skerry.packager.cli.Failure;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A source folder's description: {@code model.yaml}, {@code pipeline.yaml} or {@code config.yaml},
 * exactly one of them.
 *
 * @param document the file, to name places in it
 * @param source what it says
 */
public record Description(YamlDocument document, ReleaseSource source) {
  private static final List<String> KINDS = List.of("model", "pipeline", "config");

  /**
   * Reads it.
   *
   * @throws Failure MISUSE where there are none or several
   * @throws FormatException naming line and column
   */
  public static Description read(SourceFolder folder) throws IOException, Failure, FormatException {
    List<String> found = new ArrayList<>();
    for (String kind : KINDS) {
      if (Files.exists(folder.path().resolve(kind + ".yaml"))) {
        found.add(kind);
      }
    }
    if (found.size() != 1) {
      throw Failure.misuse(
          folder.path()
              + ": expected one of model.yaml, pipeline.yaml and config.yaml, got "
              + found);
    }
    String kind = found.getFirst();
    Path file = folder.resolve(kind + ".yaml");
    YamlDocument document = YamlDocument.read(file);
    ReleaseSource source = document.convert(JsonPointer.empty(), document.tree(), sourceType(kind));
    if (!source.kind().equals(kind)) {
      throw document.fault(
          JsonPointer.compile("/kind"), "expected " + kind + ", got '" + source.kind() + "'");
    }
    return new Description(document, source);
  }

  private static Class<? extends ReleaseSource> sourceType(String kind) {
    return switch (kind) {
      case "model" -> ReleaseSource.Model.class;
      case "pipeline" -> ReleaseSource.Pipeline.class;
      default -> ReleaseSource.Config.class;
    };
  }
}
