package io.skerry.controller.rollouts;

import java.util.Optional;

/** The body of {@code POST rollouts/{id}/cancel}, which may be left out. */
record CancelRequest(Optional<Boolean> goBack) {
  static final CancelRequest PLAIN = new CancelRequest(Optional.empty());
}
