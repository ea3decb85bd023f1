package io.skerry.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of a thing that is released again and again: a model, a pipeline or a configuration.
 *
 * @param namespace who publishes it, {@code vision} in {@code vision/face-detector}
 * @param name its name inside the namespace
 */
public record ModelName(String namespace, String name) implements Comparable<ModelName> {
  public ModelName {
    Text.segment("namespace", namespace);
    Text.segment("name", name);
  }

  /** Parses {@code vision/face-detector}. */
  @JsonCreator
  public static ModelName parse(String text) {
    int slash = text.indexOf('/');
    Text.require(slash > 0, "model name", "namespace/name", text);
    return new ModelName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(ModelName other) {
    return toString().compareTo(other.toString());
  }

  @JsonValue
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
