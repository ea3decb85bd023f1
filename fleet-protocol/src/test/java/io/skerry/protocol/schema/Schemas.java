package io.skerry.protocol.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The schemas of {@code docs/schemas}, loaded from there and from nowhere else. */
final class Schemas {
  /** Where the schemas are, seen from this module. */
  static final Path FOLDER = Path.of("..", "docs", "schemas");

  private static final String BASE = "https://schemas.invalid/";

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Schemas::read));

  /** What is wrong with this JSON; empty if nothing is. */
  List<String> faults(String schema, byte[] json) {
    return registry
        .getSchema(SchemaLocation.of(BASE + schema + ".json"))
        .validate(
            new String(json, StandardCharsets.UTF_8),
            InputFormat.JSON,
            context ->
                context.executionConfig(config -> config.formatAssertionsEnabled(Boolean.TRUE)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  /** What is wrong with this value as it is written. */
  List<String> faults(String schema, Object value) {
    return faults(schema, Json.write(value));
  }

  private static String read(String iri) {
    if (!iri.startsWith(BASE)) {
      return null; // The dialect's own documents, which the library holds.
    }
    try {
      return Files.readString(FOLDER.resolve(iri.substring(BASE.length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
