package io.skerry.agent.serve;

import io.skerry.agent.media.Pictures;
import io.skerry.agent.media.Sounds;
import java.util.Optional;

/** What a prediction is asked about: a part of a multipart form, by its name. */
enum Part {
  IMAGE("image", Pictures.MAX_BYTES),
  AUDIO("audio", Sounds.MAX_BYTES),
  /** In UTF-8. */
  TEXT("text", 64 << 10);

  private final String field;
  private final int maxBytes;

  Part(String field, int maxBytes) {
    this.field = field;
    this.maxBytes = maxBytes;
  }

  static Optional<Part> of(String field) {
    for (Part part : values()) {
      if (part.field.equals(field)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  String field() {
    return field;
  }

  int maxBytes() {
    return maxBytes;
  }
}
