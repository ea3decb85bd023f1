package io.skerry.agent.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.enrol.TestAuthority;
import io.skerry.agent.enrol.TestMember;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link against a real broker over real mutual TLS. */
final class MqttLinkIT {
  private static final Topics TOPICS = new Topics(new FleetId("reef"));
  private static final DeviceId DOOR = new DeviceId("door-1");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private TestAuthority authority;
  private Mosquitto broker;
  private MqttLink link;

  @BeforeEach
  void prepare() throws Exception {
    authority = new TestAuthority();
    broker = new Mosquitto(folder, authority);
    link = link(authority, DOOR);
  }

  @AfterEach
  void end() throws Exception {
    link.close();
    broker.close();
  }

  private MqttLink link(TestAuthority trusted, DeviceId device) throws Exception {
    return new MqttLink(
        new LinkOptions(
            "localhost", broker.port(), device, TOPICS, TestMember.tls(trusted, authority)));
  }

  private void start() {
    link.start(
        (topic, payload) -> received.add(topic + " " + new String(payload, StandardCharsets.UTF_8)),
        connections::incrementAndGet);
  }

  private static Publication text(String topic, String text) {
    return Publication.retained(topic, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void connectsWhenTheBrokerComesLaterAndAgainAfterItsDeath() throws Exception {
    start();
    await().atMost(PATIENCE).until(() -> connections.get() == 0);
    broker.start();
    await().atMost(PATIENCE).until(() -> link.connection() == 1);
    broker.kill();
    await().atMost(PATIENCE).until(() -> link.connection() == 0);
    ExecutionException fault =
        assertThrows(ExecutionException.class, () -> link.publish(text("a/b", "lost")).get());
    assertTrue(fault.getCause() instanceof LinkException);
    broker.start();
    await().atMost(PATIENCE).until(() -> link.connection() == 2);
    link.publish(text(TOPICS.in(DOOR, "assignment"), "again")).get();
    await()
        .atMost(PATIENCE)
        .until(() -> received.contains(TOPICS.in(DOOR, "assignment") + " again"));
  }

  @Test
  void hearsRetainedMessagesAndSaysThatItIsOnlineAndOffline() throws Exception {
    broker.start();
    start();
    await().atMost(PATIENCE).until(() -> link.connection() == 1);
    link.publish(text(TOPICS.repositoryCurrent(), "metadata")).get();
    List<String> heard = new CopyOnWriteArrayList<>();
    try (MqttLink other = link(authority, new DeviceId("other"))) {
      other.start(
          (topic, payload) -> heard.add(new String(payload, StandardCharsets.UTF_8)), () -> {});
      await().atMost(PATIENCE).until(() -> heard.contains("metadata"));
      other.subscribe(TOPICS.out(DOOR, "presence")).get();
      await().atMost(PATIENCE).until(() -> heard.contains(presence(true)));
      link.close();
      await().atMost(PATIENCE).until(() -> heard.contains(presence(false)));
    }
  }

  @Test
  void sendsManyMessagesAtOnceInOrder() throws Exception {
    broker.start();
    start();
    await().atMost(PATIENCE).until(() -> link.connection() == 1);
    CompletableFuture<?>[] sent = new CompletableFuture<?>[500];
    for (int i = 0; i < sent.length; i++) {
      String topic = TOPICS.in(DOOR, "t" + i % 2);
      sent[i] =
          link.publish(Publication.of(topic, Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
    }
    CompletableFuture.allOf(sent).get();
    await().atMost(PATIENCE).until(() -> received.size() + link.dropped() == sent.length);
    assertEquals(
        received.stream().map(MqttLinkIT::number).sorted().toList(),
        received.stream().map(MqttLinkIT::number).toList());
  }

  @Test
  void connectsToNoBrokerOfAnotherAuthority() throws Exception {
    broker.start();
    link.start((_, _) -> {}, connections::incrementAndGet);
    await().atMost(PATIENCE).until(() -> link.connection() == 1);
    try (MqttLink stranger = link(new TestAuthority(), new DeviceId("stranger"))) {
      AtomicInteger strangers = new AtomicInteger();
      stranger.start((_, _) -> {}, strangers::incrementAndGet);
      await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> strangers.get() == 0);
    }
  }

  private static int number(String message) {
    return Integer.parseInt(message.substring(message.indexOf(' ') + 1));
  }

  private static String presence(boolean online) {
    return "{\"device\":\"door-1\",\"online\":" + online + "}";
  }
}
