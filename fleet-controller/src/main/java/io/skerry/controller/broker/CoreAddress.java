package io.skerry.controller.broker;

import java.util.Optional;

/** The broker's own form of topics: dots between levels, {@code *} for one level. */
final class CoreAddress {
  private CoreAddress() {}

  /**
   * The topic or filter of an address; empty where it has none in this fleet: a queue named beside
   * it, or an escaped dot, which our topics don't have.
   */
  static Optional<String> toTopic(String address) {
    if (address.contains("::") || address.indexOf('\\') >= 0 || address.indexOf('/') >= 0) {
      int queue = address.indexOf("::");
      return queue > 0 && address.indexOf('\\') < 0 && address.indexOf('/') < 0
          ? toTopic(address.substring(0, queue), address.substring(queue + 2))
          : Optional.empty();
    }
    return Optional.of(address.replace('.', '/').replace('*', '+'));
  }

  /** A subscription's queue is named by client and address; another name is somebody else's. */
  private static Optional<String> toTopic(String address, String queue) {
    return queue.endsWith("." + address) ? toTopic(address) : Optional.empty();
  }
}
