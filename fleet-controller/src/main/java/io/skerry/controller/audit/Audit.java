package io.skerry.controller.audit;

import org.jdbi.v3.core.Handle;

/** Where every change is written down. Thread-safe. */
public interface Audit {
  /**
   * Writes one line in the transaction of the change that it tells of.
   *
   * @param who a token's name, {@code device ID} or {@code controller}
   * @param action such as {@code rollout.create}, {@code device.enrol}, {@code repository.publish}
   * @param subject what was changed
   * @param detail for people; no secrets
   */
  void add(Handle handle, String who, String action, String subject, String detail);
}
