package io.skerry.controller.devices;

import io.skerry.controller.audit.Audit;
import io.skerry.protocol.id.FleetId;
import java.time.Clock;

/**
 * What taking reports needs besides the database.
 *
 * @param onState called after each accepted state; must not block
 */
public record Intake(
    StateCheck check, Refusals refusals, Audit audit, Clock clock, Runnable onState) {
  /** For this fleet. */
  public static Intake of(FleetId fleet, Audit audit, Clock clock, Runnable onState) {
    return new Intake(new StateCheck(fleet), new Refusals(clock), audit, clock, onState);
  }
}
