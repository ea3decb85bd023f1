package io.skerry.agent.link;

import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Presence;
import io.skerry.protocol.topic.Topics;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One MQTT connection from its CONNECT to its end, with a Paho client of its own: one that is used
 * again after a failure keeps messages of the connection before. Thread-safe.
 */
final class Connection implements AutoCloseable {
  private static final int MOST_UNDER_WAY = 32;
  private static final int SPARE = 2; // Paho counts a message a little longer than it says
  private static final int KEEP_ALIVE_S = 20;
  private static final int CONNECT_TIMEOUT_S = 15;
  private static final int PRESENCE_TIMEOUT_S = 5;
  private static final long SESSION_S = 86_400;
  private static final int RETAINED_ALWAYS = 0;

  private final LinkOptions options;
  private final MqttAsyncClient client;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Semaphore places = new Semaphore(1, true);
  private final Set<Completion> underWay = ConcurrentHashMap.newKeySet();

  private Connection(LinkOptions options, Inbox inbox) throws MqttException {
    this.options = options;
    this.client =
        new MqttAsyncClient(options.uri(), options.device().value(), new MemoryPersistence());
    client.setCallback(new Callback(inbox, ended));
  }

  /**
   * Connects and says that the device is online.
   *
   * @param subscribe whether to subscribe even where the broker still has the session, so that
   *     retained messages come again
   * @throws LinkException naming what failed
   */
  static Connection open(LinkOptions options, Inbox inbox, boolean subscribe)
      throws LinkException, InterruptedException {
    Connection connection;
    try {
      connection = new Connection(options, inbox);
    } catch (MqttException e) {
      throw new LinkException(options.uri() + ": " + PahoFault.text(e), e);
    }
    try {
      connection.connect(subscribe);
      return connection;
    } catch (LinkException | InterruptedException e) {
      connection.close();
      throw e;
    } catch (MqttException e) {
      connection.close();
      throw new LinkException(options.uri() + ": " + PahoFault.text(e), e);
    }
  }

  CompletableFuture<Void> publish(Publication publication) {
    MqttMessage message = new MqttMessage(publication.payload(), 1, publication.retained(), null);
    return send(listener -> client.publish(publication.topic(), message, null, listener));
  }

  CompletableFuture<Void> subscribe(String topic) {
    MqttSubscription[] one = {new MqttSubscription(topic, 0)};
    return send(listener -> client.subscribe(one, null, listener, new MqttProperties()));
  }

  CompletableFuture<Void> unsubscribe(String topic) {
    String[] one = {topic};
    return send(listener -> client.unsubscribe(one, null, listener, new MqttProperties()));
  }

  boolean up() {
    return ended.getCount() > 0 && client.isConnected();
  }

  /** Waits for the connection's end; looks after it too, should the callback not come. */
  void awaitEnd() throws InterruptedException {
    boolean over = false;
    while (!over) {
      over = ended.await(5, TimeUnit.SECONDS) || !client.isConnected();
    }
  }

  /** Says that the device is offline, as far as that can still be said. */
  void sayOffline() {
    try {
      await(publish(presence(false)));
    } catch (LinkException _) {
      // The broker sends the will in its place.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      client.disconnectForcibly(0, 500, true);
    } catch (MqttException _) {
      // It was not connected any more.
    }
    try {
      client.close(true);
    } catch (MqttException _) {
      // Closed already.
    }
    underWay.forEach(Completion::lost);
  }

  private void connect(boolean subscribe)
      throws MqttException, LinkException, InterruptedException {
    IMqttToken connected = client.connect(pahoOptions());
    connected.waitForCompletion(TimeUnit.SECONDS.toMillis(CONNECT_TIMEOUT_S));
    places.release(furtherPlaces(connected));
    if (subscribe || !connected.getSessionPresent()) {
      MqttSubscription[] wanted =
          options.subscriptions().stream()
              .map(filter -> new MqttSubscription(filter, 1))
              .peek(subscription -> subscription.setRetainHandling(RETAINED_ALWAYS))
              .toArray(MqttSubscription[]::new);
      client
          .subscribe(wanted, null, null, new MqttProperties())
          .waitForCompletion(TimeUnit.SECONDS.toMillis(CONNECT_TIMEOUT_S));
    }
    await(publish(presence(true)));
  }

  /** As many as the broker takes at once (MQTT 5 §3.2.2.3.3), within reason. */
  private static int furtherPlaces(IMqttToken connected) {
    MqttProperties granted = connected.getResponseProperties();
    Integer maximum = granted == null ? null : granted.getReceiveMaximum();
    return maximum == null
        ? MOST_UNDER_WAY - 1
        : Math.clamp(maximum - SPARE, 1, MOST_UNDER_WAY) - 1;
  }

  private MqttConnectionOptions pahoOptions() {
    MqttConnectionOptions paho = new MqttConnectionOptions();
    paho.setSocketFactory(options.tls().get());
    paho.setHttpsHostnameVerificationEnabled(true);
    paho.setCleanStart(false);
    paho.setSessionExpiryInterval(SESSION_S);
    paho.setReceiveMaximum(Topics.RECEIVE_MAXIMUM);
    paho.setMaximumPacketSize((long) Topics.MAX_PACKET_BYTES);
    paho.setKeepAliveInterval(KEEP_ALIVE_S);
    paho.setConnectionTimeout(CONNECT_TIMEOUT_S);
    paho.setAutomaticReconnect(false);
    paho.setUseSubscriptionIdentifiers(false);
    byte[] offline = Json.write(new Presence(options.device(), false));
    paho.setWill(options.presenceTopic(), new MqttMessage(offline, 1, true, null));
    return paho;
  }

  private Publication presence(boolean online) {
    return Publication.retained(
        options.presenceTopic(), Json.write(new Presence(options.device(), online)));
  }

  private CompletableFuture<Void> send(PahoCall call) {
    try {
      if (!places.tryAcquire(CONNECT_TIMEOUT_S, TimeUnit.SECONDS)) {
        return failed(new LinkException("the broker acknowledges nothing"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(e);
    }
    Completion completion = new Completion(this::ended);
    underWay.add(completion);
    try {
      call.with(completion);
    } catch (MqttException e) {
      completion.onFailure(null, e);
    }
    if (ended.getCount() == 0) {
      completion.lost();
    }
    return completion.done();
  }

  private void ended(Completion completion) {
    if (underWay.remove(completion)) {
      places.release();
    }
  }

  private static void await(CompletableFuture<Void> sent)
      throws LinkException, InterruptedException {
    try {
      sent.get(PRESENCE_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new LinkException("presence: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new LinkException("presence: not acknowledged", e);
    }
  }

  private static CompletableFuture<Void> failed(Exception fault) {
    return CompletableFuture.failedFuture(fault);
  }

  private interface PahoCall {
    void with(Completion listener) throws MqttException;
  }
}
