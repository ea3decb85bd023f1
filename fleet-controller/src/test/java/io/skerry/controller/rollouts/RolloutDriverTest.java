package io.skerry.controller.rollouts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.controller.assignments.AssignmentSigner;
import io.skerry.controller.assignments.Assignments;
import io.skerry.controller.audit.AuditLog;
import io.skerry.controller.db.Database;
import io.skerry.controller.devices.Registry;
import io.skerry.controller.events.EventHub;
import io.skerry.controller.releases.Catalogue;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.FleetId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RolloutDriverTest {
  private final Clock clock = Clock.systemUTC();
  private final RolloutStore store = new RolloutStore();
  @TempDir Path folder;
  private Database database;
  private RolloutDriver driver;
  private RolloutId id;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("a.db"));
    EventHub hub = new EventHub(clock);
    Catalogue catalogue = new Catalogue();
    Ed25519Signer key = Ed25519Signer.generate(new SecureRandom());
    Assignments assignments = new Assignments(new AssignmentSigner(new FleetId("f"), key, clock));
    AuditLog audit = new AuditLog(database, hub, clock);
    Steps steps = new Steps(store, assignments, catalogue, audit, hub);
    FactFinder finder = new FactFinder(new Registry(), catalogue, clock);
    driver = new RolloutDriver(database, store, finder, steps, () -> {});
    id = insert();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static NewRollout fresh() {
    Plan plan = new Plan(List.of(WaveSize.ALL), 100, 600, true);
    List<Member> members = Waves.deal(List.of(Simulation.device(0)), plan.waves());
    return new NewRollout(Simulation.NEW, Map.of(), plan, members, "test");
  }

  @Test
  void stopsARolloutWhoseThresholdCantBeRead() {
    database.update(
        handle ->
            handle.execute("UPDATE rollout SET plan = json_set(plan, '$.successPercent', 'most')"));
    driver.tick();
    assertEquals("stopped", column("state"));
    assertEquals("plan can't be read", column("reason").substring(0, 18));
  }

  @Test
  void stopsBeforeItTouchesADeviceWithAReleaseThatIsGone() {
    driver.tick();
    assertEquals("stopped", column("state"));
    assertEquals(List.of(), database.read(store::open));
    assertEquals(
        Stage.WAITING,
        database.read(handle -> store.find(handle, id)).orElseThrow().members().getFirst().stage());
  }

  @Test
  void goesOnWithNewerRolloutsWhenOneMeetsAFault() {
    RolloutId newer = insert();
    database.update(
        handle ->
            handle.execute(
                "CREATE TRIGGER broken BEFORE UPDATE ON rollout WHEN old.number = "
                    + id.number()
                    + " BEGIN SELECT RAISE(ABORT, 'a fault'); END"));
    driver.tick();
    assertEquals(RolloutState.RUNNING, status(id).state());
    assertEquals(RolloutState.STOPPED, status(newer).state());
  }

  @Test
  void stopsARolloutWhoseStepBreaksARuleAndGoesOnWithNewerOnes() {
    TestRelease.publish(database, Simulation.NEW);
    RolloutId newer = insert();
    database.update(handle -> handle.execute("UPDATE rollout_member SET device = 'x' || rollout"));
    enrol("x" + newer.number());
    driver.tick();
    assertEquals(RolloutState.STOPPED, status(id).state());
    assertEquals("device x1 is not enrolled", status(id).reason());
    assertEquals(RolloutState.RUNNING, status(newer).state());
    assertEquals(0, status(newer).wave());
  }

  private void enrol(String device) {
    database.update(
        handle ->
            handle.execute(
                "INSERT INTO device_identity (device, certificate, pem, content_key, labels,"
                    + " enrolled) VALUES (?, ?, '', x'00', '{}', ?)",
                device,
                "a".repeat(64),
                Instant.now(clock).toString()));
  }

  private RolloutId insert() {
    return database.write(handle -> store.insert(handle, fresh(), Instant.now(clock)));
  }

  private Rollout.Status status(RolloutId rollout) {
    return database.read(handle -> store.find(handle, rollout)).orElseThrow().status();
  }

  private String column(String name) {
    return database.read(
        handle -> handle.createQuery("SELECT " + name + " FROM rollout").mapTo(String.class).one());
  }
}
