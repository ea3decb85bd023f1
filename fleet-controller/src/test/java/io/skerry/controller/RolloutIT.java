package io.skerry.controller;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.controller.TestController.Answer;
import io.skerry.controller.TestDevice.Fate;
import io.skerry.controller.db.Database;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.message.Assignment;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.message.ReportedState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts over a real broker, to devices with real certificates and signed reports. */
final class RolloutIT {
  private static final String OLD = "vision/door@1.0.0";
  private static final String NEW = "vision/door@2.0.0";
  private static final Desired OLD_DESIRED =
      new Desired(ReleaseId.parse(OLD), Map.of("minScore", "0.5"));

  @TempDir Path folder;
  private TestController controller;
  private final List<TestDevice> devices = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    controller = new TestController(folder.resolve("state"));
    controller.publish(1, Map.of(), OLD, NEW);
  }

  @AfterEach
  void stop() throws Exception {
    for (TestDevice device : devices) {
      device.close();
    }
    controller.close();
  }

  private TestDevice device(String name, Fate fate) throws Exception {
    TestDevice device =
        new TestDevice(controller, name, controller.enrol(name, "{\"site\":\"shop\"}"), fate);
    devices.add(device);
    return device;
  }

  private String roll(String release, String more) throws Exception {
    Answer answer =
        controller.post(
            "/api/v1/rollouts",
            "{\"release\":\"" + release + "\",\"selector\":{\"site\":\"shop\"}" + more + "}");
    assertEquals(201, answer.status(), answer.response().body());
    assertEquals(
        "/api/v1/rollouts/" + answer.json().path("id").asText(), answer.header("Location"));
    return answer.json().path("id").asText();
  }

  private JsonNode rollout(String id) throws Exception {
    return controller.get("/api/v1/rollouts/" + id).json();
  }

  private void awaitState(String id, String state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> rollout(id).path("state").asText(), state::equals);
  }

  @Test
  void rollsOutInTwoWaves() throws Exception {
    TestDevice a = device("a", Fate.HEALTHY);
    TestDevice b = device("b", Fate.HEALTHY);
    TestDevice c = device("c", Fate.HEALTHY);
    String id = roll(NEW, ",\"waves\":[{\"count\":1},{\"percent\":100}],\"deadlineS\":30");
    awaitState(id, "succeeded");
    JsonNode rollout = rollout(id);
    assertEquals(2, rollout.path("wave").asInt());
    assertEquals(
        List.of(1, 2, 2),
        rollout.path("devices").findValues("wave").stream().map(JsonNode::asInt).toList());
    for (TestDevice device : List.of(a, b, c)) {
      assertEquals(List.of(new Desired(ReleaseId.parse(NEW), Map.of())), device.desired());
    }
    JsonNode shown = controller.get("/api/v1/devices/a").json();
    assertTrue(shown.path("online").asBoolean());
    assertEquals(1, shown.path("assignmentVersion").asInt());
    assertEquals("healthy", shown.path("reported").path("releases").path(0).path("phase").asText());
    assertEquals(NEW, shown.path("desired").path(0).path("release").asText());
  }

  @Test
  void refusesAModelThatADeviceHasNoRoomFor() throws Exception {
    device("a", Fate.SILENT);
    try (Database database = controller.database()) {
      database.update(
          handle -> {
            for (int i = 0; i < Assignment.MAX_DESIRED; i++) {
              handle.execute(
                  "INSERT INTO desired (device, model, release, parameters)"
                      + " VALUES ('a', ?, ?, '{}')",
                  "vision/m" + i,
                  "vision/m" + i + "@1.0.0");
            }
          });
    }
    Answer answer =
        controller.post("/api/v1/rollouts", "{\"release\":\"" + NEW + "\",\"selector\":{}}");
    assertEquals(422, answer.status(), answer.response().body());
    assertTrue(answer.json().path("detail").asText().startsWith("/selector: a has 256 models"));
  }

  @Test
  void goesBackExactlyWhenADeviceFails() throws Exception {
    TestDevice a = device("a", Fate.FAILS_VERSION_2);
    awaitState(roll(OLD, ",\"parameters\":{\"minScore\":\"0.5\"}"), "succeeded");
    TestDevice b = device("b", Fate.HEALTHY);
    TestDevice c = device("c", Fate.HEALTHY);
    String id = roll(NEW, ",\"waves\":[{\"count\":2},{\"percent\":100}]");
    awaitState(id, "stopped");
    await().until(a::desired, List.of(OLD_DESIRED)::equals);
    await().until(b::desired, List.of()::equals);
    assertEquals(List.of(), c.assignments(), "the second wave was never touched");
    JsonNode failed = rollout(id).path("devices").path(0);
    assertEquals("failed", failed.path("stage").asText());
    assertEquals("reported failed: as the test wants", failed.path("reason").asText());
    assertTrue(failed.path("returned").asBoolean());
  }

  @Test
  void countsASilentDeviceAsFailedAtItsDeadline() throws Exception {
    device("a", Fate.SILENT);
    String id = roll(NEW, ",\"deadlineS\":1,\"goBack\":false");
    awaitState(id, "stopped");
    assertEquals(
        "not healthy within 1 s: it did not report the release",
        rollout(id).path("devices").path(0).path("reason").asText());
    assertEquals(NEW, controller.get("/api/v1/devices/a").json().at("/desired/0/release").asText());
  }

  @Test
  void startsNoWaveWhilePaused() throws Exception {
    TestDevice a = device("a", Fate.SILENT);
    TestDevice b = device("b", Fate.HEALTHY);
    String id = roll(NEW, ",\"waves\":[{\"count\":1},{\"count\":1}]");
    await().until(() -> a.assignments().size(), count -> count == 1);
    assertEquals(200, controller.post("/api/v1/rollouts/" + id + "/pause", "").status());
    a.report(a.healthy());
    await()
        .until(
            () -> rollout(id).path("devices").path(0).path("stage").asText(), "succeeded"::equals);
    assertEquals(0, b.assignments().size());
    assertEquals(200, controller.post("/api/v1/rollouts/" + id + "/resume", "").status());
    awaitState(id, "succeeded");
    assertEquals(409, controller.post("/api/v1/rollouts/" + id + "/pause", "").status());
  }

  @Test
  void goesOnAfterARestartInTheMiddle() throws Exception {
    TestDevice a = device("a", Fate.SILENT);
    device("b", Fate.HEALTHY);
    String id = roll(NEW, ",\"waves\":[{\"count\":1},{\"count\":1}]");
    await().until(() -> a.assignments().size(), count -> count == 1);
    byte[] late = a.healthy();
    for (TestDevice device : devices) {
      device.close();
    }
    devices.clear();
    controller.stop();
    controller.start();
    TestDevice again = new TestDevice(controller, "a", a.identity(), Fate.SILENT);
    devices.add(again);
    devices.add(new TestDevice(controller, "b", controller.identity("b"), Fate.HEALTHY));
    await().until(() -> again.assignments().size(), count -> count == 1);
    assertEquals(a.assignments(), again.assignments(), "retained, and not signed again");
    again.report(late);
    awaitState(id, "succeeded");
  }

  @Test
  void supersedesARunningRolloutOfTheSameModel() throws Exception {
    device("a", Fate.SILENT);
    String first = roll(OLD, "");
    String second = roll(NEW, "");
    JsonNode old = rollout(first);
    assertEquals("cancelled", old.path("state").asText());
    assertEquals("superseded by " + second, old.path("reason").asText());
    assertEquals("running", rollout(second).path("state").asText());
  }

  @Test
  void cancelsAndGoesBackWhenAsked() throws Exception {
    TestDevice a = device("a", Fate.SILENT);
    String id = roll(NEW, "");
    await().until(() -> a.desired().size(), size -> size == 1);
    Answer answer = controller.post("/api/v1/rollouts/" + id + "/cancel", "{\"goBack\":true}");
    assertEquals("cancelled", answer.json().path("state").asText());
    await().until(() -> a.desired().size(), size -> size == 0);
  }

  @Test
  void stopsBeforeTheNextWaveOfAWithdrawnRelease() throws Exception {
    TestDevice a = device("a", Fate.SILENT);
    TestDevice b = device("b", Fate.HEALTHY);
    String id = roll(NEW, ",\"waves\":[{\"count\":1},{\"count\":1}]");
    await().until(() -> a.desired().size(), size -> size == 1);
    controller.publish(2, Map.of(), OLD);
    awaitState(id, "stopped");
    assertEquals(0, b.assignments().size());
    await().until(() -> a.desired().size(), size -> size == 0);
  }

  @Test
  void refusesWhatCantBeRolledOut() throws Exception {
    device("a", Fate.SILENT);
    controller.publish(2, Map.of("vision/door", "2.0.0"), OLD, NEW);
    refused("/release", OLD, "");
    refused("/release", "vision/door@9.0.0", "");
    refused("/parameters", NEW, ",\"parameters\":{\"minScore\":\"0.1\"}");
    refused("/parameters", NEW, ",\"parameters\":{\"speed\":\"1\"}");
    refused("/successPercent", NEW, ",\"successPercent\":0");
    refused("/deadlineS", NEW, ",\"deadlineS\":0");
    controller.enrol("b", "{\"site\":\"shop\"}");
    refused("/waves", NEW, ",\"waves\":[{\"count\":1}]");
  }

  private void refused(String pointer, String release, String more) throws Exception {
    Answer answer =
        controller.post(
            "/api/v1/rollouts",
            "{\"release\":\"" + release + "\",\"selector\":{\"site\":\"shop\"}" + more + "}");
    assertEquals(422, answer.status(), answer.response().body());
    assertEquals(pointer, answer.json().at("/errors/0/pointer").asText());
    assertFalse(answer.json().at("/detail").asText().isEmpty());
  }

  @Test
  void dropsAndAuditsAStateThatAnotherDeviceSigned() throws Exception {
    TestDevice a = device("a", Fate.HEALTHY);
    TestDevice b = device("b", Fate.HEALTHY);
    a.report(b.signedState(ReportedState.MAX_SEQUENCE, 1, List.of()));
    await()
        .until(
            () -> controller.get("/api/v1/audit?limit=1").json().at("/0/action").asText(),
            "state.refused"::equals);
    assertTrue(controller.get("/api/v1/devices/a").json().path("reported").isMissingNode());
  }
}
