package io.skerry.controller;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.Routes;
import io.skerry.controller.assignments.AssignmentPublisher;
import io.skerry.controller.assignments.AssignmentSigner;
import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.audit.AuditLog;
import io.skerry.controller.audit.AuditRoutes;
import io.skerry.controller.db.Database;
import io.skerry.controller.devices.DeviceRoutes;
import io.skerry.controller.devices.Fleet;
import io.skerry.controller.devices.Intake;
import io.skerry.controller.devices.LatestTelemetry;
import io.skerry.controller.devices.Registry;
import io.skerry.controller.devices.Reports;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.events.EventRoutes;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.releases.Catalogue;
import io.skerry.controller.releases.ReleaseRoutes;
import io.skerry.controller.results.Results;
import io.skerry.controller.rollouts.Rollouts;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.topic.Topics;
import java.time.Clock;
import java.util.List;

/**
 * Wires what watches and changes the fleet: devices, assignments, rollouts, results, events, audit.
 *
 * <p>Order: construct, mount {@link #routes}, {@link #start}, then start the link. The owner closes
 * this before link and database.
 */
public final class FleetSide implements AutoCloseable {
  private final Parts parts;
  private final EventHub hub;
  private final AuditLog audit;
  private final Catalogue catalogue = new Catalogue();
  private final Registry registry = new Registry();
  private final LatestTelemetry telemetry = new LatestTelemetry();
  private final Assignments assignments;
  private final AssignmentPublisher publisher;
  private final Rollouts rollouts;
  private final Results results;

  public FleetSide(Parts parts, MeterRegistry metrics) {
    this.parts = parts;
    this.hub = new EventHub(parts.clock);
    this.audit = new AuditLog(parts.database, hub, parts.clock);
    this.assignments =
        new Assignments(new AssignmentSigner(parts.fleet, parts.assignmentsKey, parts.clock));
    this.publisher =
        new AssignmentPublisher(
            parts.database, assignments, parts.link, parts.topics(), parts.clock);
    this.rollouts = new Rollouts(rolloutParts(), publisher::wake);
    this.results = new Results(parts.database, registry, hub, metrics, parts.topics());
  }

  /** Where other features write their changes down. */
  public Audit audit() {
    return audit;
  }

  /** Every call; all need a token. */
  public List<Routes> routes(Calls calls) {
    Fleet fleet = new Fleet(parts.database, registry, assignments, telemetry, audit);
    return List.of(
        new DeviceRoutes(calls, fleet),
        results.routes(calls),
        new ReleaseRoutes(calls, parts.database, catalogue),
        rollouts.routes(calls),
        new EventRoutes(hub),
        new AuditRoutes(calls, audit));
  }

  /** Subscribes to the fleet and begins to work; call before the link starts. */
  public void start() {
    Intake intake = Intake.of(parts.fleet, audit, parts.clock, rollouts::wake);
    new Reports(parts.database, registry, telemetry, hub, intake)
        .listen(parts.link, parts.topics());
    results.start(parts.link);
    publisher.start();
    rollouts.start();
  }

  @Override
  public void close() {
    rollouts.close();
    publisher.close();
  }

  private Rollouts.Parts rolloutParts() {
    return new Rollouts.Parts(
        parts.database, registry, assignments, catalogue, audit, hub, parts.clock);
  }

  /**
   * What this side is given.
   *
   * @param assignmentsKey root's extra field {@code x-skerry-assignments} names it
   */
  public record Parts(
      Database database, FleetLink link, FleetId fleet, Signer assignmentsKey, Clock clock) {
    Topics topics() {
      return new Topics(fleet);
    }
  }
}
