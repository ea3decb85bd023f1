package io.skerry.agent.schedule;

import java.util.List;

/**
 * The outputs of one request.
 *
 * @param told to the caller, in this order; empty for all
 * @param computed those and the state that is carried on; empty for all
 */
record Wanted(List<String> told, List<String> computed) {}
