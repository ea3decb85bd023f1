package io.skerry.controller.testing;

import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Role;
import io.skerry.controller.authority.TlsIdentity;
import io.skerry.protocol.json.Bytes;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** An MQTT client of the tests: a device, an integrator, or someone who claims to be one. */
public final class Peer implements AutoCloseable, MqttCallback {
  private static final long TIMEOUT_MS = 10_000;

  private final MqttAsyncClient client;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  private volatile CountDownLatch gate = new CountDownLatch(0);

  private Peer(MqttAsyncClient client) {
    this.client = client;
  }

  /** A message that came. */
  public record Received(String topic, Bytes payload, boolean retained) {}

  /** A new key and a certificate of this name and role. */
  public static TlsIdentity identity(Authority authority, String name, Role role) {
    KeyPair pair = Authority.newKeyPair();
    return new TlsIdentity(
        List.of(authority.issueClient(name, role, pair.getPublic()), authority.certificate()),
        pair.getPrivate());
  }

  /** Connects with a clean session. */
  public static Peer connect(int port, TlsIdentity identity, String clientId) throws MqttException {
    return connect(port, identity, clientId, options -> {});
  }

  /** Connects as these options say. */
  public static Peer connect(
      int port, TlsIdentity identity, String clientId, Consumer<MqttConnectionOptions> adjust)
      throws MqttException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(identity.context().getSocketFactory());
    options.setConnectionTimeout(5);
    options.setCleanStart(true);
    adjust.accept(options);
    MqttAsyncClient client =
        new MqttAsyncClient("ssl://127.0.0.1:" + port, clientId, new MemoryPersistence());
    Peer peer = new Peer(client);
    client.setCallback(peer);
    try {
      client.connect(options).waitForCompletion(TIMEOUT_MS);
    } catch (MqttException e) {
      client.close(true);
      throw e;
    }
    return peer;
  }

  /** Subscribes at QoS 1; the broker's reason code. */
  public int subscribe(String filter) throws MqttException {
    return code(client.subscribe(filter, 1));
  }

  /** Publishes at QoS 1; the broker's reason code. */
  public int publish(String topic, byte[] payload, boolean retained) throws MqttException {
    return code(client.publish(topic, payload, 1, retained));
  }

  private static int code(IMqttToken token) throws MqttException {
    token.waitForCompletion(TIMEOUT_MS);
    int[] codes = token.getReasonCodes();
    return codes == null || codes.length == 0 ? 0 : codes[0];
  }

  /** The next message; fails after ten seconds. */
  public Received take() throws InterruptedException {
    Received next = received.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("no message within " + TIMEOUT_MS + " ms");
    }
    return next;
  }

  /** The next message, however long it takes. */
  public Received await() throws InterruptedException {
    return received.take();
  }

  /** Reads nothing more from the broker, once a message has come, until the latch opens. */
  public void freeze(CountDownLatch until) {
    gate = until;
  }

  /** How many messages wait. */
  public int waiting() {
    return received.size();
  }

  /** Whether it is still connected. */
  public boolean connected() {
    return client.isConnected();
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnect().waitForCompletion(TIMEOUT_MS);
    }
    client.close(true);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
    gate.await();
    received.add(new Received(topic, Bytes.of(message.getPayload()), message.isRetained()));
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException fault) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String uri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
