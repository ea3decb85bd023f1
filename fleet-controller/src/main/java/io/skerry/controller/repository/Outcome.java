package io.skerry.controller.repository;

import io.skerry.protocol.trust.TrustException;
import java.util.List;

/** What became of metadata that a publisher sent. */
public sealed interface Outcome {
  /** It is trusted and stored. */
  record Accepted(String file, long version) implements Outcome {}

  /** These very bytes were stored before. */
  record Unchanged(String file, long version) implements Outcome {}

  /** It breaks a rule of trust. */
  record Refused(TrustException reason) implements Outcome {}

  /** It can be trusted, but does not fit what is there; the text says what to do. */
  record Conflict(String reason) implements Outcome {}

  /**
   * It names manifests or blobs that are not here.
   *
   * @param names at most 100, such as {@code blob 3fc1… of vision/face-detector@1.0.0}
   * @param more how many are left out
   */
  record Missing(List<String> names, int more) implements Outcome {
    public Missing {
      names = List.copyOf(names);
    }
  }
}
