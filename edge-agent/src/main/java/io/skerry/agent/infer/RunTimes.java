package io.skerry.agent.infer;

/**
 * When the stages of a request that was run ended, by {@link System#nanoTime}.
 *
 * @param arrived in the queue
 * @param taken out of the queue
 * @param prepared its inputs were put together
 * @param computed the engine was done, or failed
 * @param items of all requests that were run together
 */
public record RunTimes(long arrived, long taken, long prepared, long computed, int items) {}
