package io.skerry.controller.devices;

import io.skerry.controller.db.Database;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.events.EventType;
import io.skerry.controller.link.FleetLink;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Presence;
import io.skerry.protocol.message.ReportedState;
import io.skerry.protocol.topic.Topics;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what devices say of themselves: presence, signed state and telemetry. A refused state
 * changes nothing; one that was merely sent again is passed over. Runs on the link's threads.
 */
public final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final Database database;
  private final Registry registry;
  private final LatestTelemetry telemetry;
  private final EventHub hub;
  private final Intake intake;

  public Reports(
      Database database,
      Registry registry,
      LatestTelemetry telemetry,
      EventHub hub,
      Intake intake) {
    this.database = database;
    this.registry = registry;
    this.telemetry = telemetry;
    this.hub = hub;
    this.intake = intake;
  }

  /** Subscribes; call before the link starts. */
  public void listen(FleetLink link, Topics topics) {
    String any = topics.prefix() + "devices/+/out/";
    link.subscribe(any + "state", (topic, message) -> state(device(topics, topic), message));
    link.subscribe(any + "presence", (topic, message) -> presence(device(topics, topic), message));
    link.subscribe(
        any + "telemetry", (topic, message) -> telemetry.take(device(topics, topic), message));
  }

  private static DeviceId device(Topics topics, String topic) {
    return OutTopic.parse(topics, topic).device();
  }

  void presence(DeviceId device, byte[] message) throws FormatException {
    boolean online = Json.read(message, Presence.class).online();
    database.update(
        handle -> {
          Optional<DeviceRow> before = registry.find(handle, device);
          if (before.isPresent()) {
            registry.online(handle, device, online, intake.clock().instant());
            if (before.get().online() != online) {
              hub.tellAfterCommit(handle, EventType.PRESENCE, new Presence(device, online));
            }
          }
        });
  }

  void state(DeviceId device, byte[] message) {
    try {
      database.<TrustException>update(
          handle -> {
            Optional<DeviceRow> row = registry.find(handle, device);
            if (row.isEmpty()) {
              LOG.warn("state of {}, which is not enrolled", device);
              return;
            }
            ReportedState state = intake.check().check(row.get(), message);
            registry.report(handle, state, intake.clock().instant());
            hub.tellAfterCommit(handle, EventType.STATE, state);
            handle.afterCommit(intake.onState());
          });
    } catch (TrustException e) {
      refused(device, e);
    }
  }

  private void refused(DeviceId device, TrustException refusal) {
    if (refusal.reason() == Reason.ROLLBACK) {
      return; // sent again, or retained from before
    }
    if (intake.refusals().mayTell(device)) {
      LOG.warn("state of {} refused: {}", device, refusal.getMessage());
      database.update(
          handle ->
              intake
                  .audit()
                  .add(
                      handle,
                      "device " + device,
                      "state.refused",
                      device.value(),
                      refusal.reason() + ": " + refusal.getMessage()));
    }
  }
}
