package io.skerry.agent.oip;

import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.infer.Catalogue;

/**
 * What the protocol serves, over any wire.
 *
 * @param pool for the memory of requests
 * @param version of this server, for people
 */
public record Protocol(Catalogue catalogue, OipLimits limits, TensorPool pool, String version) {
  private static final long IDLE_BYTES = 32 << 20;

  /** The same of other models. */
  public Protocol of(Catalogue other) {
    return new Protocol(other, limits, pool, version);
  }

  /** With the usual limits and a pool that keeps up to 32 MiB. */
  public static Protocol of(Catalogue catalogue, String version) {
    return new Protocol(catalogue, OipLimits.usual(), new TensorPool(IDLE_BYTES), version);
  }
}
