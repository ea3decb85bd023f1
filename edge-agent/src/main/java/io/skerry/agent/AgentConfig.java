package io.skerry.agent;

import io.skerry.agent.media.SourceConfig;
import io.skerry.agent.outbox.OutboxLimits;
import io.skerry.protocol.json.Copies;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code agent.yaml} and the environment set.
 *
 * @param sources by name, which pipelines refer to; at most 64
 */
record AgentConfig(Map<String, SourceConfig> sources, Optional<Outbox> outbox) {
  private static final String NAME = "[a-z0-9_-]{1,64}";

  AgentConfig {
    sources = Copies.map("sources", sources, 64);
    for (String name : sources.keySet()) {
      if (!name.matches(NAME)) {
        throw new IllegalArgumentException("sources: expected names " + NAME + ", got " + name);
      }
    }
  }

  /** The limits of what waits for a connection. */
  OutboxLimits outboxLimits() {
    OutboxLimits byDefault = OutboxLimits.DEFAULT;
    Outbox set = outbox.orElse(new Outbox(Optional.empty(), Optional.empty()));
    return new OutboxLimits(
        set.maxEvents().orElse(byDefault.maxEvents()), set.maxBytes().orElse(byDefault.maxBytes()));
  }

  /** The key {@code outbox}; what is left out stays as it is by default. */
  record Outbox(Optional<Long> maxEvents, Optional<Long> maxBytes) {}
}
