package io.skerry.controller.link;

import io.skerry.protocol.topic.Topics;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection to the broker, from connect to loss; never reused. At most 60 publishes are under
 * way, fewer than the broker's receive maximum, past which Paho throws. Thread-safe.
 */
final class Connection implements AutoCloseable {
  private static final int IN_FLIGHT = Topics.RECEIVE_MAXIMUM - 4;
  private static final long TIMEOUT_MS = 30_000;
  private static final long CLOSE_MS = 1_000;
  private static final int FIRST_FAILURE_CODE = 0x80;

  private final MqttAsyncClient client;
  private final Semaphore permits = new Semaphore(IN_FLIGHT);
  private final Set<Completion> pending = ConcurrentHashMap.newKeySet();
  private final CountDownLatch lost = new CountDownLatch(1);

  private Connection(MqttAsyncClient client) {
    this.client = client;
  }

  /**
   * Connects; the sink gets each message and its acknowledgement on Paho's thread and must not
   * block.
   */
  static Connection open(
      String uri,
      String clientId,
      MqttConnectionOptions options,
      BiConsumer<Incoming, Runnable> sink)
      throws MqttException {
    MqttAsyncClient client = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
    Connection connection = new Connection(client);
    client.setManualAcks(true);
    client.setCallback(connection.new Callback(sink));
    try {
      client.connect(options).waitForCompletion(TIMEOUT_MS);
      return connection;
    } catch (MqttException e) {
      connection.close();
      throw e;
    }
  }

  void subscribe(String[] filters) throws MqttException {
    MqttSubscription[] subscriptions = new MqttSubscription[filters.length];
    for (int i = 0; i < filters.length; i++) {
      subscriptions[i] = new MqttSubscription(filters[i], 1);
    }
    IMqttToken token = client.subscribe(subscriptions);
    token.waitForCompletion(TIMEOUT_MS);
    requireGranted(token);
  }

  void publish(String topic, MqttMessage message) throws LinkException {
    acquire(topic);
    Completion completion = new Completion();
    pending.add(completion);
    try {
      client.publish(topic, message, null, completion);
    } catch (MqttException e) {
      completion.finish(e);
    }
    await(topic, completion.done);
  }

  /** Waits until the connection is lost. */
  void awaitLoss() throws InterruptedException {
    lost.await();
  }

  boolean connected() {
    return lost.getCount() > 0 && client.isConnected();
  }

  @Override
  public void close() {
    lose();
    try {
      client.disconnectForcibly(0, CLOSE_MS, true);
    } catch (MqttException e) {
      // It was not connected: nothing to say good-bye to.
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      throw new IllegalStateException("a client that can't be closed", e);
    }
  }

  private void acquire(String topic) throws LinkException {
    try {
      if (!permits.tryAcquire(TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        throw new LinkException("the broker takes nothing: " + topic + " was not published");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException("interrupted before " + topic, e);
    }
  }

  private static void await(String topic, CompletableFuture<Void> done) throws LinkException {
    try {
      done.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException("interrupted while publishing " + topic, e);
    } catch (ExecutionException e) {
      throw new LinkException("can't publish " + topic + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new LinkException("no acknowledgement for " + topic, e);
    }
  }

  private void lose() {
    lost.countDown();
    for (Completion completion : pending) {
      completion.finish(new LinkException("the connection was lost"));
    }
  }

  private static void requireGranted(IMqttToken token) throws MqttException {
    int[] codes = token.getReasonCodes();
    for (int code : codes == null ? new int[0] : codes) {
      if (code >= FIRST_FAILURE_CODE) {
        throw new MqttException(code);
      }
    }
  }

  /** A message as it came. */
  record Incoming(String topic, MqttMessage message) {}

  /** One publish under way; ends once. */
  private final class Completion implements MqttActionListener {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private void finish(Throwable fault) {
      if (pending.remove(this)) {
        permits.release();
        if (fault == null) {
          done.complete(null);
        } else {
          done.completeExceptionally(fault);
        }
      }
    }

    @Override
    public void onSuccess(IMqttToken token) {
      try {
        requireGranted(token);
        finish(null);
      } catch (MqttException e) {
        finish(e);
      }
    }

    @Override
    public void onFailure(IMqttToken token, Throwable fault) {
      finish(fault);
    }
  }

  private final class Callback implements MqttCallback {
    private final BiConsumer<Incoming, Runnable> sink;

    Callback(BiConsumer<Incoming, Runnable> sink) {
      this.sink = sink;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      sink.accept(new Incoming(topic, message), () -> acknowledge(message));
    }

    private void acknowledge(MqttMessage message) {
      try {
        client.messageArrivedComplete(message.getId(), message.getQos());
      } catch (MqttException e) {
        // The connection is gone: the broker sends the message again on the next one.
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      lose();
    }

    @Override
    public void mqttErrorOccurred(MqttException fault) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
