package io.skerry.controller.api;

import java.util.Optional;

/** Tells whose bearer token this is. May block; thread-safe. */
public interface TokenCheck {
  /** The name of the token's holder, if the token is known. */
  Optional<String> nameOf(String token);
}
