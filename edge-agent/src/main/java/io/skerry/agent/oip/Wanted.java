package io.skerry.agent.oip;

import java.util.Optional;

/**
 * An output that a request asks for.
 *
 * @param binary whether it comes as binary data; empty for what the request says of all
 * @param classes how many of the highest elements come instead of all; 0 for all
 */
record Wanted(String name, Optional<Boolean> binary, int classes) {}
