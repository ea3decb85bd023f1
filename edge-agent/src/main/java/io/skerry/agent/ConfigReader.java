package io.skerry.agent;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code agent.yaml} and what the environment sets over it: {@code
 * SKERRY_AGENT_OUTBOX__MAXEVENTS=5000} is {@code outbox: {maxEvents: 5000}}, and {@code
 * SKERRY_AGENT_SOURCES__DOOR__URI} a source's place. A key that is not known fails, in both.
 */
final class ConfigReader {
  private static final String PREFIX = "SKERRY_AGENT_";
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .addModule(new Jdk8Module())
          .withConfigOverride(
              Map.class, map -> map.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private ConfigReader() {}

  /**
   * Reads both.
   *
   * @throws FormatException naming the key and the fault
   * @throws IOException if the file can't be read
   */
  static AgentConfig read(Optional<Path> file, Map<String, String> environment)
      throws FormatException, IOException {
    String subject = file.map(Path::toString).orElse("environment");
    try {
      ObjectNode tree = file.isPresent() ? parse(file.get()) : YAML.createObjectNode();
      for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
        if (variable.getKey().startsWith(PREFIX)) {
          set(tree, variable.getKey().substring(PREFIX.length()), variable.getValue());
        }
      }
      return YAML.treeToValue(tree, AgentConfig.class);
    } catch (JsonProcessingException e) {
      throw new FormatException(subject + ": " + e.getOriginalMessage());
    }
  }

  private static ObjectNode parse(Path file) throws FormatException, IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new FormatException(file + ": expected at most " + MAX_FILE_BYTES + " bytes");
    }
    JsonNode tree = YAML.readTree(Files.readAllBytes(file));
    if (tree.isMissingNode() || tree.isNull()) {
      return YAML.createObjectNode();
    }
    if (!(tree instanceof ObjectNode object)) {
      throw new FormatException(file + ": expected keys such as 'sources:'");
    }
    return object;
  }

  private static void set(ObjectNode tree, String path, String value)
      throws FormatException, JsonProcessingException {
    String[] keys = path.split("__", -1);
    ObjectNode at = tree;
    for (int i = 0; i < keys.length - 1; i++) {
      String key = known(at, keys[i]);
      JsonNode next = at.path(key);
      if (!next.isMissingNode() && !next.isObject()) {
        throw new FormatException(PREFIX + path + ": '" + key + "' holds no keys");
      }
      at = next.isObject() ? (ObjectNode) next : at.putObject(key);
    }
    at.set(known(at, keys[keys.length - 1]), YAML.readTree(value));
  }

  /** The key as the file spells it, or in lower case. */
  private static String known(ObjectNode object, String key) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getKey().equalsIgnoreCase(key)) {
        return field.getKey();
      }
    }
    return key.toLowerCase(Locale.ROOT);
  }
}
