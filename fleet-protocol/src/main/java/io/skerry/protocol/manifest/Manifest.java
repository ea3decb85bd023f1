package io.skerry.protocol.manifest;

import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.json.Copies;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.util.Map;
import java.util.Optional;

/**
 * What a release says about itself: data, never code. Its bytes are one TUF target.
 *
 * @param schema 1
 * @param release its own name, equal to its target path
 * @param card for people
 * @param parameters what an assignment may set, and within which bounds; at most 64
 * @param content the model, pipeline or configuration
 * @param unproven why it has no passing golden samples, if it was so signed
 */
public record Manifest(
    int schema,
    ReleaseId release,
    Card card,
    Map<String, Parameter> parameters,
    Content content,
    Optional<String> unproven) {
  /** The longest manifest, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  public Manifest {
    if (schema != 1) {
      throw new IllegalArgumentException("schema: expected 1, got " + schema);
    }
    parameters = Copies.map("parameters", parameters, 64);
    for (String name : parameters.keySet()) {
      if (!content.parameterNames().contains(name)) {
        throw new IllegalArgumentException(
            "parameters: expected names out of "
                + content.parameterNames()
                + ", got '"
                + name
                + "'");
      }
    }
    if (content instanceof ConfigContent) {
      ConfigContent.requireNumbers(parameters);
    }
  }

  /**
   * Parses a manifest.
   *
   * @throws FormatException naming the place and the fault
   */
  public static Manifest parse(byte[] bytes) throws FormatException {
    if (bytes.length > MAX_BYTES) {
      throw new FormatException(
          "manifest: expected at most " + MAX_BYTES + " bytes, got " + bytes.length);
    }
    return Json.read(bytes, Manifest.class);
  }

  /** Deterministic bytes: the same manifest gives the same ones. */
  public byte[] toBytes() {
    return Json.write(this);
  }
}
