package io.skerry.controller.rollouts;

import io.skerry.controller.api.Calls;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.db.Database;
import io.skerry.controller.devices.Registry;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.releases.Catalogue;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Rollouts: their calls and the thread that drives them. Thread-safe; closed by its owner. */
public final class Rollouts implements AutoCloseable {
  private final Parts parts;
  private final Runnable onAssignments;
  private final RolloutStore store = new RolloutStore();
  private final RolloutDriver driver;
  private final Opening opening;
  private final Control control;

  /**
   * Wires the feature.
   *
   * @param onAssignments called after assignments were committed; must not block
   */
  public Rollouts(Parts parts, Runnable onAssignments) {
    this.parts = parts;
    this.onAssignments = onAssignments;
    Steps steps = new Steps(store, parts.assignments, parts.catalogue, parts.audit, parts.hub);
    FactFinder finder = new FactFinder(parts.registry, parts.catalogue, parts.clock);
    this.driver = new RolloutDriver(parts.database, store, finder, steps, onAssignments);
    this.opening = new Opening(store, steps, parts);
    this.control = new Control(store, steps, parts.audit);
  }

  /** Begins to drive; what was open before a restart goes on. */
  public void start() {
    driver.start();
  }

  /** Says that a device reported; never blocks. */
  public void wake() {
    driver.wake();
  }

  /** Its calls. */
  public Routes routes(Calls calls) {
    return new RolloutRoutes(calls, parts.database, store, this);
  }

  Rollout create(Request request) {
    RolloutRequest body = request.body(RolloutRequest.class);
    return changed((handle, now) -> opening.open(handle, body, request.who(), now));
  }

  Rollout pause(Request request) {
    RolloutId id = request.path("rollout", RolloutId::parse);
    return changed((handle, now) -> control.pause(handle, id, request.who(), now));
  }

  Rollout resume(Request request) {
    RolloutId id = request.path("rollout", RolloutId::parse);
    return changed((handle, now) -> control.resume(handle, id, request.who(), now));
  }

  Rollout cancel(Request request) {
    RolloutId id = request.path("rollout", RolloutId::parse);
    CancelRequest body =
        request.bytes().length == 0 ? CancelRequest.PLAIN : request.body(CancelRequest.class);
    return changed((handle, now) -> control.cancel(handle, id, body, request.who(), now));
  }

  private Rollout changed(Change change) {
    Instant now = parts.clock.instant();
    Rollout rollout = parts.database.write(handle -> change.apply(handle, now));
    driver.wake();
    onAssignments.run();
    return rollout;
  }

  /** Ends the driver. */
  @Override
  public void close() {
    driver.close();
  }

  /** What rollouts are made of. */
  public record Parts(
      Database database,
      Registry registry,
      Assignments assignments,
      Catalogue catalogue,
      Audit audit,
      EventHub hub,
      Clock clock) {}

  private interface Change {
    Rollout apply(Handle handle, Instant now);
  }
}
