package io.skerry.agent.store;

import java.io.IOException;

/**
 * Bytes that are not what their name says, or for which the disk has no room; the message names
 * blob, expected and actual.
 */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }
}
