package io.skerry.controller.rollouts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.controller.assignments.AssignmentSigner;
import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.AuditLog;
import io.skerry.controller.db.Database;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.releases.Catalogue;
import io.skerry.controller.rollouts.Decision.End;
import io.skerry.controller.rollouts.Decision.Judge;
import io.skerry.controller.rollouts.Decision.Touch;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Assignment.Desired;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StepsTest {
  private static final DeviceId DEVICE = Simulation.device(0);
  private static final Desired NEWEST = new Desired(ReleaseId.parse("a/b@3.0.0"), Map.of());

  private final Clock clock = Clock.systemUTC();
  private final RolloutStore store = new RolloutStore();
  @TempDir Path folder;
  private Database database;
  private Steps steps;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    EventHub hub = new EventHub(clock);
    Ed25519Signer key = Ed25519Signer.generate(new SecureRandom());
    Assignments assignments = new Assignments(new AssignmentSigner(new FleetId("f"), key, clock));
    AuditLog audit = new AuditLog(database, hub, clock);
    steps = new Steps(store, assignments, new Catalogue(), audit, hub);
    database.update(
        handle ->
            handle.execute(
                "INSERT INTO device_identity (device, certificate, pem, content_key, labels,"
                    + " enrolled) VALUES (?, ?, '', x'00', '{}', ?)",
                DEVICE.value(),
                "a".repeat(64),
                clock.instant().toString()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private RolloutId rollout(Desired desired) {
    Plan plan = new Plan(List.of(WaveSize.ALL), 100, 600, true);
    List<Member> members = Waves.deal(List.of(DEVICE), plan.waves());
    NewRollout fresh = new NewRollout(desired, Map.of(), plan, members, "test");
    return database.write(handle -> store.insert(handle, fresh, Instant.now(clock)));
  }

  private Member apply(RolloutId id, Decision... decisions) {
    return database
        .write(
            handle ->
                steps.apply(
                    handle,
                    store.find(handle, id).orElseThrow(),
                    List.of(decisions),
                    Instant.now(clock)))
        .members()
        .getFirst();
  }

  private static Decision superseded(RolloutId by) {
    return new End(RolloutState.CANCELLED, RolloutStore.superseded(by));
  }

  private void succeed(Desired desired) {
    apply(rollout(desired), new Touch(DEVICE), new Judge(DEVICE, Stage.SUCCEEDED, ""));
  }

  @Test
  void goesBackToWhatADeviceHadBeforeASupersededRollout() {
    succeed(Simulation.OLD);
    RolloutId rival = rollout(Simulation.NEW);
    apply(rival, new Touch(DEVICE));
    RolloutId between = rollout(Simulation.NEW);
    apply(rival, superseded(between));
    RolloutId newest = rollout(NEWEST);
    apply(between, superseded(newest));
    assertEquals(Optional.of(Simulation.OLD), apply(newest, new Touch(DEVICE)).before());
  }

  @Test
  void goesBackToNothingIfADeviceHadNothingBeforeASupersededRollout() {
    RolloutId rival = rollout(Simulation.NEW);
    apply(rival, new Touch(DEVICE), new Judge(DEVICE, Stage.FAILED, "broken"));
    RolloutId newest = rollout(NEWEST);
    apply(rival, superseded(newest));
    assertEquals(Optional.empty(), apply(newest, new Touch(DEVICE)).before());
  }

  @Test
  void goesBackToWhatSucceededInASupersededRollout() {
    succeed(Simulation.OLD);
    RolloutId rival = rollout(Simulation.NEW);
    apply(rival, new Touch(DEVICE), new Judge(DEVICE, Stage.SUCCEEDED, ""));
    RolloutId newest = rollout(NEWEST);
    apply(rival, superseded(newest));
    assertEquals(Optional.of(Simulation.NEW), apply(newest, new Touch(DEVICE)).before());
  }
}
