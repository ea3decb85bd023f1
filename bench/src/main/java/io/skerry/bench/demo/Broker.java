package io.skerry.bench.demo;

import io.skerry.bench.client.Pause;
import io.skerry.bench.client.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A connection to the broker that remembers all it hears. Thread-safe. */
final class Broker implements MqttCallback, AutoCloseable {
  private static final int LIMIT_MS = 10_000;

  private final MqttClient client;
  private final Map<String, List<byte[]>> heard = new ConcurrentHashMap<>();

  /** Connects with a certificate. */
  Broker(int port, Path authority, Path certificate, Path key) {
    try {
      client =
          new MqttClient(
              "ssl://localhost:" + port,
              "controller-demo-" + ProcessHandle.current().pid(),
              new MemoryPersistence());
      client.setTimeToWait(LIMIT_MS);
      client.setCallback(this);
      MqttConnectionOptions options = new MqttConnectionOptions();
      options.setSocketFactory(Tls.mutual(authority, certificate, key).getSocketFactory());
      options.setHttpsHostnameVerificationEnabled(false);
      options.setAutomaticReconnect(true);
      client.connect(options);
    } catch (MqttException e) {
      throw new IllegalStateException("the broker refused the connection: " + e.getMessage(), e);
    }
  }

  void listen(String... topics) {
    try {
      for (String topic : topics) {
        client.subscribe(topic, 1);
      }
    } catch (MqttException e) {
      throw new IllegalStateException("the broker refused " + List.of(topics), e);
    }
  }

  void publish(String topic, byte[] payload, boolean retained) {
    try {
      client.publish(topic, payload, 1, retained);
    } catch (MqttException e) {
      throw new IllegalStateException("the broker refused a message on " + topic, e);
    }
  }

  /** All that came on a topic, oldest first; waits for the first. */
  List<byte[]> heard(String topic) {
    for (int waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += 100) {
      Optional<List<byte[]>> messages = Optional.ofNullable(heard.get(topic));
      if (messages.isPresent()) {
        return messages.get();
      }
      Pause.ms(100);
    }
    throw new IllegalStateException("nothing came on " + topic);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    heard.computeIfAbsent(topic, ignored -> new CopyOnWriteArrayList<>()).add(message.getPayload());
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException exception) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}

  @Override
  public void close() {
    try {
      client.disconnectForcibly(1000, 1000);
      client.close();
    } catch (MqttException e) {
      // It is gone already.
    }
  }
}
