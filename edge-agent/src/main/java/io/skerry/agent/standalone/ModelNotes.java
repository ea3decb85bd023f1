package io.skerry.agent.standalone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.skerry.protocol.json.Copies;
import io.skerry.protocol.manifest.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code model.yaml} beside a model says that the model itself does not, by the names of a
 * release's. Its other keys are for releases.
 *
 * @param state outputs that become inputs of the next step of a sequence
 * @param constants inputs that callers don't give
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ModelNotes(List<Tensors.StatePair> state, List<Tensors.Constant> constants) {
  private static final String FILE = "model.yaml";
  private static final long MAX_BYTES = 1 << 20;
  private static final ObjectMapper YAML = new YAMLMapper();

  ModelNotes {
    state = Copies.list("state", state, 64);
    constants = Copies.list("constants", constants, 64);
  }

  /**
   * Those in this folder; empty ones where it has none.
   *
   * @throws IOException if they can't be read or understood
   */
  static ModelNotes in(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return new ModelNotes(List.of(), List.of());
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + ": expected at most " + MAX_BYTES + " bytes");
    }
    return YAML.readValue(Files.readAllBytes(file), ModelNotes.class);
  }
}
