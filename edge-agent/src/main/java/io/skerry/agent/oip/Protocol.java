package io.skerry.agent.oip;

import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.infer.Catalogue;

/**
 * What the protocol serves, over any wire.
 *
 * @param pool for the memory of requests
 * @param held what requests hold of it, over all wires
 * @param version of this server, for people
 */
public record Protocol(
    Catalogue catalogue, OipLimits limits, TensorPool pool, HeldBytes held, String version) {
  private static final long IDLE_BYTES = 32 << 20;

  /** One that nothing is held of. */
  public Protocol(Catalogue catalogue, OipLimits limits, TensorPool pool, String version) {
    this(catalogue, limits, pool, new HeldBytes(limits.heldBytes()), version);
  }

  /** The same of other models. */
  public Protocol of(Catalogue other) {
    return new Protocol(other, limits, pool, held, version);
  }

  /** With a pool that keeps up to 32 MiB. */
  public static Protocol of(Catalogue catalogue, OipLimits limits, String version) {
    return new Protocol(catalogue, limits, new TensorPool(IDLE_BYTES), version);
  }
}
