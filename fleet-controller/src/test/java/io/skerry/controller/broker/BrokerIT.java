package io.skerry.controller.broker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Role;
import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.link.LinkException;
import io.skerry.controller.link.PahoLink;
import io.skerry.controller.testing.Peer;
import io.skerry.controller.testing.RawClient;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerIT {
  private static final FleetId FLEET = new FleetId("demo");
  private static final int NOT_AUTHORIZED = 0x87;
  private static final String PREFIX = "skerry/1/demo/";
  private static final byte[] PAYLOAD = "hello".getBytes(StandardCharsets.UTF_8);

  private final Authority authority = Authority.create(FLEET, Clock.systemUTC());
  private final Topics topics = new Topics(FLEET);
  private TlsIdentity server;
  private TlsIdentity door;
  private TlsIdentity reader;
  private Broker broker;
  @TempDir static Path folder;

  @BeforeAll
  void start() throws Exception {
    KeyPair pair = Authority.newKeyPair();
    server =
        new TlsIdentity(
            List.of(
                authority.issueController(pair.getPublic(), List.of("localhost", "127.0.0.1")),
                authority.certificate()),
            pair.getPrivate());
    door = Peer.identity(authority, "door", Role.DEVICE);
    reader = Peer.identity(authority, "reader", Role.INTEGRATOR);
    broker = startBroker("broker", 0);
  }

  private Broker startBroker(String name, int port) throws BrokerException {
    return Broker.start(new BrokerSettings(folder.resolve(name), "127.0.0.1", port, server), FLEET);
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  private Peer device() throws MqttException {
    return Peer.connect(broker.port(), door, "door");
  }

  private Peer integrator() throws MqttException {
    return Peer.connect(broker.port(), reader, "integrator-reader-1");
  }

  private Peer controller() throws MqttException {
    return Peer.connect(broker.port(), server, "controller");
  }

  @Test
  void refusesAConnectionWithoutACertificate() throws Exception {
    TlsIdentity none = new TlsIdentity(server.chain(), server.key());
    javax.net.ssl.TrustManagerFactory trust =
        javax.net.ssl.TrustManagerFactory.getInstance(
            javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
    trust.init(none.trustStore());
    javax.net.ssl.SSLContext anonymous = javax.net.ssl.SSLContext.getInstance("TLS");
    anonymous.init(null, trust.getTrustManagers(), null);
    assertThrows(
        MqttException.class,
        () ->
            Peer.connect(
                broker.port(),
                door,
                "door",
                options -> options.setSocketFactory(anonymous.getSocketFactory())));
  }

  @Test
  void refusesACertificateOfAnotherAuthority() {
    Authority other = Authority.create(FLEET, Clock.systemUTC());
    KeyPair pair = Authority.newKeyPair();
    TlsIdentity stranger =
        new TlsIdentity(
            List.of(
                other.issueClient("door", Role.DEVICE, pair.getPublic()), authority.certificate()),
            pair.getPrivate());
    assertThrows(MqttException.class, () -> Peer.connect(broker.port(), stranger, "door"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"window", "controller", "door2", "DOOR", "integrator-door-1", ""})
  void refusesADeviceUnderAnotherClientId(String clientId) {
    assertThrows(MqttException.class, () -> Peer.connect(broker.port(), door, clientId));
  }

  @Test
  void refusesAUserName() {
    assertThrows(
        MqttException.class,
        () -> Peer.connect(broker.port(), door, "door", options -> options.setUserName("x")));
  }

  @Test
  void letsADevicePublishUnderItsOwnOutAndAsk() throws Exception {
    try (Peer device = device()) {
      assertEquals(0, device.publish(PREFIX + "devices/door/out/state", PAYLOAD, true));
      assertEquals(0, device.publish(PREFIX + "devices/door/out/events/shop", PAYLOAD, false));
      assertEquals(0, device.publish(topics.want(Sha256.of(PAYLOAD)), PAYLOAD, false));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/window/out/state",
        "devices/door/in/assignment",
        "devices/door/out",
        "repository/current",
        "blobs/abc/chunks",
        "anything"
      })
  void keepsADeviceFromPublishingElsewhere(String topic) throws Exception {
    try (Peer device = device()) {
      assertEquals(NOT_AUTHORIZED, device.publish(PREFIX + topic, PAYLOAD, false));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"skerry/1/other/devices/door/out/state", "a", "$sys/x", "activemq/management"})
  void keepsADeviceFromPublishingOutsideItsFleet(String topic) throws Exception {
    try (Peer device = device()) {
      assertEquals(NOT_AUTHORIZED, device.publish(topic, PAYLOAD, false));
    }
  }

  @Test
  void keepsADeviceFromReplacingTheRetainedRepository() throws Exception {
    try (Peer controller = controller()) {
      assertEquals(0, controller.publish(topics.repositoryCurrent(), PAYLOAD, true));
    }
    try (Peer device = device()) {
      assertEquals(
          NOT_AUTHORIZED, device.publish(topics.repositoryCurrent(), new byte[] {1}, true));
      assertEquals(1, device.subscribe(topics.repositoryCurrent()));
      Peer.Received got = device.take();
      assertEquals(Bytes.of(PAYLOAD), got.payload());
      assertTrue(got.retained());
    }
  }

  @Test
  void disconnectsADeviceThatRetainsWhatIsNotState() throws Exception {
    Peer device = device();
    assertThrows(
        MqttException.class,
        () -> device.publish(PREFIX + "devices/door/out/events/shop", PAYLOAD, true));
    await().atMost(10, TimeUnit.SECONDS).until(() -> !device.connected());
    device.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/door/in/#",
        "devices/door/in/assignment",
        "repository/current",
        "blobs/abc/chunks"
      })
  void letsADeviceSubscribeToItsOwn(String filter) throws Exception {
    try (Peer device = device()) {
      assertEquals(1, device.subscribe(PREFIX + filter));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "+/1/demo/devices/door/in/#",
        "skerry/#",
        PREFIX + "#",
        PREFIX + "devices/window/in/#",
        PREFIX + "devices/+/in/assignment",
        PREFIX + "devices/#",
        PREFIX + "devices/door/#",
        PREFIX + "devices/door/out/#",
        PREFIX + "blobs/+/want",
        PREFIX + "blobs/#",
        PREFIX + "repository/#"
      })
  void keepsADeviceFromSubscribingToMore(String filter) throws Exception {
    try (Peer device = device()) {
      assertThrows(MqttException.class, () -> requireGranted(device.subscribe(filter)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$share/g/" + PREFIX + "devices/door/in/#",
        "$sys/#",
        PREFIX + "devices/door/in/x::window.queue"
      })
  void disconnectsADeviceThatAsksForSharedOrInternalQueues(String filter) throws Exception {
    Peer device = device();
    assertThrows(MqttException.class, () -> requireGranted(device.subscribe(filter)));
    await().atMost(10, TimeUnit.SECONDS).until(() -> !device.connected());
    device.close();
  }

  @Test
  void letsAnIntegratorReadEventsAndNothingElse() throws Exception {
    try (Peer integrator = integrator();
        Peer device = device()) {
      assertEquals(1, integrator.subscribe(PREFIX + "devices/+/out/events/#"));
      assertEquals(0, device.publish(PREFIX + "devices/door/out/telemetry", PAYLOAD, false));
      assertEquals(0, device.publish(PREFIX + "devices/door/out/events/shop", PAYLOAD, false));
      assertEquals(PREFIX + "devices/door/out/events/shop", integrator.take().topic());
      for (String filter : List.of("devices/+/out/#", "devices/+/out/state", "#")) {
        assertThrows(
            MqttException.class, () -> requireGranted(integrator.subscribe(PREFIX + filter)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"devices/door/out/events/shop", "devices/door/in/assignment", "x"})
  void keepsAnIntegratorFromPublishing(String topic) throws Exception {
    try (Peer integrator = integrator()) {
      assertEquals(NOT_AUTHORIZED, integrator.publish(PREFIX + topic, PAYLOAD, false));
    }
  }

  @Test
  void refusesAnIntegratorUnderADevicesId() {
    assertThrows(MqttException.class, () -> Peer.connect(broker.port(), reader, "door"));
    assertThrows(MqttException.class, () -> Peer.connect(broker.port(), reader, "reader"));
  }

  @Test
  void sendsADevicesWillToItsPresence() throws Exception {
    try (Peer controller = controller()) {
      assertEquals(1, controller.subscribe(PREFIX + "devices/+/out/presence"));
      String presence = PREFIX + "devices/door/out/presence";
      RawClient.connect(broker.port(), door, "door", presence).close();
      assertEquals(PREFIX + "devices/door/out/presence", controller.take().topic());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"devices/window/out/presence", "repository/current", "devices/door/in/assignment"})
  void refusesAWillElsewhere(String topic) {
    assertThrows(MqttException.class, () -> withWill(PREFIX + topic, false));
  }

  @Test
  void refusesARetainedWillThatIsNotPresence() {
    assertThrows(MqttException.class, () -> withWill(PREFIX + "devices/door/out/reply", true));
  }

  private Peer withWill(String topic, boolean retained) throws MqttException {
    MqttMessage will = new MqttMessage(PAYLOAD, 1, retained, null);
    return Peer.connect(broker.port(), door, "door", options -> options.setWill(topic, will));
  }

  @Test
  void refusesAPacketOverTheLimit() throws Exception {
    Peer device = device();
    byte[] large = new byte[Topics.MAX_PACKET_BYTES + 1];
    assertThrows(
        MqttException.class, () -> device.publish(PREFIX + "devices/door/out/x", large, false));
    await().atMost(10, TimeUnit.SECONDS).until(() -> !device.connected());
    device.close();
  }

  @Test
  void keepsRetainedMessagesAndSessionsOverARestart() throws Exception {
    TlsIdentity window = Peer.identity(authority, "window", Role.DEVICE);
    Broker first = startBroker("restarted", 0);
    try (Peer controller = Peer.connect(first.port(), server, "controller")) {
      try (Peer device =
          Peer.connect(first.port(), window, "window", o -> o.setSessionExpiryInterval(3600L))) {
        device.subscribe(PREFIX + "devices/window/in/#");
      }
      controller.publish(topics.repositoryCurrent(), PAYLOAD, true);
      controller.publish(PREFIX + "devices/window/in/command", PAYLOAD, false);
    }
    first.close();
    try (Broker second = startBroker("restarted", 0);
        Peer device =
            Peer.connect(
                second.port(),
                window,
                "window",
                options -> {
                  options.setCleanStart(false);
                  options.setSessionExpiryInterval(3600L);
                })) {
      assertEquals(PREFIX + "devices/window/in/command", device.take().topic());
      device.subscribe(topics.repositoryCurrent());
      assertEquals(Bytes.of(PAYLOAD), device.take().payload());
    }
  }

  @Test
  void linksTheControllerAndSendsItWhatCameWhileItWasAway() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (PahoLink link = new PahoLink("127.0.0.1", broker.port(), server.context())) {
      link.subscribe(topics.outFilter(), (topic, payload) -> got.add(topic));
      link.start();
      await().atMost(10, TimeUnit.SECONDS).until(link::connected);
      link.publish(topics.in(new DeviceId("door"), "x"), PAYLOAD, false);
    }
    assertFalse(got.contains(PREFIX + "devices/door/out/telemetry/later"));
    try (Peer device = device()) {
      device.publish(PREFIX + "devices/door/out/telemetry/later", PAYLOAD, false);
    }
    try (PahoLink link = new PahoLink("127.0.0.1", broker.port(), server.context())) {
      link.subscribe(topics.outFilter(), (topic, payload) -> got.add(topic));
      link.start();
      await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> got.contains(PREFIX + "devices/door/out/telemetry/later"));
    }
  }

  @Test
  void linksTheControllerAgainWhenTheBrokerComesBack() throws Exception {
    Broker first = startBroker("again", 0);
    int port = first.port();
    AtomicInteger connects = new AtomicInteger();
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (PahoLink link = new PahoLink("127.0.0.1", port, server.context())) {
      link.subscribe(topics.outFilter(), (topic, payload) -> got.add(topic));
      link.onConnect(connects::incrementAndGet);
      link.start();
      await().atMost(20, TimeUnit.SECONDS).until(() -> connects.get() == 1);
      first.close();
      await().atMost(20, TimeUnit.SECONDS).until(() -> !link.connected());
      assertThrows(
          LinkException.class, () -> link.publish(topics.repositoryCurrent(), PAYLOAD, true));
      try (Broker second = startBroker("again", port)) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> connects.get() == 2);
        link.publish(topics.repositoryCurrent(), PAYLOAD, true);
        try (Peer device = Peer.connect(second.port(), door, "door")) {
          device.publish(PREFIX + "devices/door/out/state", PAYLOAD, false);
        }
        await().atMost(20, TimeUnit.SECONDS).until(() -> got.size() == 1);
      }
    }
  }

  @Test
  void losesOnlyItsOwnChunksForASubscriberThatReadsNothing() throws Exception {
    Sha256 blob = Sha256.of(PAYLOAD);
    byte[] chunk = new byte[64 * 1024];
    CountDownLatch frozen = new CountDownLatch(1);
    TlsIdentity window = Peer.identity(authority, "window", Role.DEVICE);
    try (Peer slow = Peer.connect(broker.port(), window, "window");
        Peer device = device();
        PahoLink link = new PahoLink("127.0.0.1", broker.port(), server.context())) {
      link.start();
      await().atMost(20, TimeUnit.SECONDS).until(link::connected);
      slow.freeze(frozen);
      slow.subscribe(topics.chunks(blob));
      device.subscribe(topics.chunks(blob));
      for (int i = 0; i < 1500; i++) {
        link.publishChunk(topics.chunks(blob), chunk);
        device.take();
      }
      frozen.countDown();
    }
  }

  private static void requireGranted(int code) throws MqttException {
    if (code >= 0x80) {
      throw new MqttException(code);
    }
  }
}
