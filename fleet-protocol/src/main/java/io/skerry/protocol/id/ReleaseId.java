package io.skerry.protocol.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One immutable release, written {@code vision/face-detector@1.4.0}. It is also the release's TUF
 * target path: exactly one slash, so that {@code vision/*} matches.
 */
public record ReleaseId(ModelName model, Version version) implements Comparable<ReleaseId> {
  /** Parses {@code vision/face-detector@1.4.0}. */
  @JsonCreator
  public static ReleaseId parse(String text) {
    int at = text.indexOf('@');
    Text.require(at > 0, "release", "namespace/name@version", text);
    return new ReleaseId(
        ModelName.parse(text.substring(0, at)), Version.parse(text.substring(at + 1)));
  }

  @Override
  public int compareTo(ReleaseId other) {
    int byModel = model.compareTo(other.model);
    return byModel != 0 ? byModel : version.compareTo(other.version);
  }

  @JsonValue
  @Override
  public String toString() {
    return model + "@" + version;
  }
}
