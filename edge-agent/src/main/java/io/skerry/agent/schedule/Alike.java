package io.skerry.agent.schedule;

import io.skerry.protocol.manifest.ElementType;
import java.util.List;

/**
 * Requests that are equal in this can be one batch. The priority is part of it, so that nothing
 * urgent is slowed by what can wait.
 *
 * @param types of each input
 * @param shapes rank and dimensions of each, -1 along the batch, a bucket where it is padded
 */
record Alike(int priority, Wanted wanted, List<ElementType> types, List<Long> shapes) {}
