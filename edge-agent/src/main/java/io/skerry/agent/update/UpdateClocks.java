package io.skerry.agent.update;

import java.util.function.LongSupplier;

/**
 * The two kinds of time.
 *
 * @param trust for expiry and for people
 * @param nanoTime for waiting: never jumps
 */
public record UpdateClocks(TrustClock trust, LongSupplier nanoTime) {}
