package io.skerry.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.bench.process.Command;
import io.skerry.bench.process.Home;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Rollouts;
import io.skerry.bench.site.Site;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each certificate may do, tried with a stranger's client and nothing of ours. */
final class CertificatesIT {
  private static final String PREFIX = "skerry/1/demo/";
  private static final String READER = "integrator-till-1";

  @TempDir private static Path folder;
  private static Site site;
  private static Mosquitto integrator;
  private static Mosquitto controller;
  private static Mosquitto device;

  @BeforeAll
  static void rollOutAPipeline() {
    Home home = Home.find();
    site = Site.create(home, folder.resolve("site"), 0, List.of("cam-1", "cam-2"));
    site.release("examples/config/shop", "models/face-detector", "examples/pipelines/door");
    site.enrol(0);
    Rollouts rollouts = new Rollouts(site.controller().client());
    for (String release : List.of("config/shop", "vision/face-detector", "pipelines/door")) {
      rollouts.succeeded(rollouts.start(release + "@1.0.0"));
    }
    Agent second = site.agents().get(1);
    second.close();
    Path state = site.controller().state();
    Path out = folder.resolve("integrator");
    new Command(home)
        .expect(
            "fleet-controller",
            "",
            "certificate",
            "--state",
            state.toString(),
            "--kind",
            "integrator",
            "--name",
            "till",
            "--out",
            out.toString());
    integrator = with(out.resolve("till.pem"), out.resolve("till.key"));
    controller = with(state.resolve("keys/controller.pem"), state.resolve("keys/controller.key"));
    device =
        with(second.state().resolve("certificate.pem"), second.state().resolve("identity.key"));
  }

  @AfterAll
  static void stop() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void integratorReadsTheEventsOfEveryDevice() {
    Mosquitto.Outcome seen = integrator.subscribe(READER, PREFIX + "devices/+/out/events/#", 3, 25);
    assertEquals(0, seen.exit(), seen.text());
    assertTrue(seen.text().contains(PREFIX + "devices/cam-1/out/events/door"), seen.text());
    assertTrue(seen.text().contains("\"specversion\":\"1.0\""), seen.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"devices/+/in/#", "devices/cam-1/out/state", "repository/current", "#"})
  void integratorReadsNothingElse(String filter) {
    assertDenied(integrator.subscribe(READER, PREFIX + filter, 1, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"devices/cam-2/out/events/door", "repository/current", "any"})
  void integratorPublishesNothing(String topic) {
    assertNotDelivered(integrator, READER, topic);
  }

  @Test
  void deviceReadsItsOwnInputs() {
    Mosquitto.Outcome seen = device.subscribe("cam-2", PREFIX + "devices/cam-2/in/#", 1, 10);
    assertTrue(seen.text().contains(PREFIX + "devices/cam-2/in/assignment"), seen.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"devices/cam-1/in/#", "devices/cam-1/out/#", "devices/+/out/events/#", "#"})
  void deviceReadsNoOtherDevicesTopics(String filter) {
    assertDenied(device.subscribe("cam-2", PREFIX + filter, 1, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/cam-1/out/events/door",
        "devices/cam-1/in/assignment",
        "devices/cam-2/in/assignment",
        "repository/current",
        "blobs/0000000000000000000000000000000000000000000000000000000000000000/chunks"
      })
  void devicePublishesNowhereElse(String topic) {
    assertNotDelivered(device, "cam-2", topic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/cam-2/out/telemetry",
        "blobs/0000000000000000000000000000000000000000000000000000000000000000/want"
      })
  void devicePublishesItsOwnOutputsAndWants(String topic) throws Exception {
    assertTrue(delivered(device, "cam-2", topic), topic);
  }

  private static void assertNotDelivered(Mosquitto who, String clientId, String topic) {
    try {
      assertFalse(delivered(who, clientId, topic), topic + " was delivered");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether an observer with the controller's certificate sees what is published. */
  private static boolean delivered(Mosquitto who, String clientId, String topic)
      throws InterruptedException {
    String payload = "probe-" + System.nanoTime();
    StringBuilder seen = new StringBuilder();
    Thread observer =
        Thread.ofVirtual()
            .start(
                () ->
                    seen.append(
                        controller.subscribe("controller-observer", PREFIX + topic, 50, 4).text()));
    for (int i = 0; i < 4 && observer.isAlive(); i++) {
      observer.join(700);
      who.publish(clientId, PREFIX + topic, payload);
    }
    observer.join();
    return seen.toString().contains(payload);
  }

  private static void assertDenied(Mosquitto.Outcome outcome) {
    assertTrue(outcome.text().contains("135") || outcome.text().contains("denied"), outcome.text());
  }

  private static Mosquitto with(Path certificate, Path key) {
    return new Mosquitto(
        site.controller().mqttPort(),
        site.controller().state().resolve("authority.pem"),
        certificate,
        key);
  }
}
