package io.skerry.controller.rollouts;

import io.skerry.controller.devices.Registry;
import io.skerry.controller.releases.Catalogue;
import io.skerry.protocol.id.DeviceId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Gathers what the policy judges a rollout by, in the caller's transaction. Thread-safe. */
final class FactFinder {
  private final Registry registry;
  private final Catalogue catalogue;
  private final Clock clock;

  FactFinder(Registry registry, Catalogue catalogue, Clock clock) {
    this.registry = registry;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  Facts facts(Handle handle, Rollout rollout) {
    List<DeviceId> touched =
        rollout.members().stream().filter(Member::touched).map(Member::device).toList();
    return new Facts(
        registry.reported(handle, touched), catalogue.refusal(handle, rollout.desired()), now());
  }
}
