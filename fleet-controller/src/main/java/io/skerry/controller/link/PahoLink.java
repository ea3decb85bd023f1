package io.skerry.controller.link;

import io.skerry.controller.topic.TopicFilter;
import io.skerry.protocol.topic.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link over MQTT 5 with mutual TLS. One virtual thread connects, waits for the loss and
 * connects again, after 0.2 s at first and 10 s at last. The session outlives the process by a day.
 */
public final class PahoLink implements FleetLink {
  private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
  private static final String CLIENT_ID = "controller";
  private static final long CHUNK_EXPIRY_S = 60;
  private static final long SESSION_EXPIRY_S = 24 * 60 * 60;
  private static final int KEEP_ALIVE_S = 30;
  private static final long CLOSE_MS = 5_000;
  private static final long FIRST_DELAY_MS = 200;
  private static final long LAST_DELAY_MS = 10_000;

  private final String uri;
  private final MqttConnectionOptions options;
  private final List<Inbox> inboxes = new CopyOnWriteArrayList<>();
  private final List<Runnable> onConnect = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile Optional<Connection> current = Optional.empty();
  private volatile boolean closed;

  /** A link to the broker there, which must have a certificate for that host. */
  public PahoLink(String host, int port, SSLContext tls) {
    this.uri = "ssl://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    this.options = options(tls);
    this.thread = Thread.ofVirtual().name("link").unstarted(this::run);
  }

  private static MqttConnectionOptions options(SSLContext tls) {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(tls.getSocketFactory());
    options.setHttpsHostnameVerificationEnabled(true);
    options.setCleanStart(false);
    options.setSessionExpiryInterval(SESSION_EXPIRY_S);
    options.setReceiveMaximum(Topics.RECEIVE_MAXIMUM);
    options.setMaximumPacketSize((long) Topics.MAX_PACKET_BYTES);
    options.setKeepAliveInterval(KEEP_ALIVE_S);
    options.setAutomaticReconnect(false);
    return options;
  }

  @Override
  public void publish(String topic, byte[] payload, boolean retained) throws LinkException {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(1);
    message.setRetained(retained);
    connection(topic).publish(topic, message);
  }

  @Override
  public void publishChunk(String topic, byte[] payload) throws LinkException {
    MqttProperties properties = new MqttProperties();
    properties.setMessageExpiryInterval(CHUNK_EXPIRY_S);
    MqttMessage message = new MqttMessage(payload);
    message.setQos(0);
    message.setProperties(properties);
    connection(topic).publish(topic, message);
  }

  @Override
  public void subscribe(String filter, Handler handler) {
    add(Inbox.single(TopicFilter.parse(filter), handler));
  }

  @Override
  public void subscribeBatches(String filter, BatchHandler handler) {
    add(Inbox.batches(TopicFilter.parse(filter), handler));
  }

  private void add(Inbox inbox) {
    if (thread.getState() != Thread.State.NEW) {
      throw new IllegalStateException("subscribe to " + inbox.filter() + " before the start");
    }
    inboxes.add(inbox);
  }

  @Override
  public void onConnect(Runnable action) {
    onConnect.add(action);
  }

  @Override
  public void start() {
    inboxes.forEach(Inbox::start);
    thread.start();
  }

  @Override
  public boolean connected() {
    return current.map(Connection::connected).orElse(false);
  }

  @Override
  public long dropped() {
    return inboxes.stream().mapToLong(Inbox::dropped).sum();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_MS); // it closes its connection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inboxes.forEach(Inbox::close);
  }

  private Connection connection(String topic) throws LinkException {
    return current.orElseThrow(
        () -> new LinkException("not connected to the broker: " + topic + " was not published"));
  }

  private void run() {
    long delayMs = FIRST_DELAY_MS;
    try {
      while (!closed) {
        delayMs = connectOnce() ? FIRST_DELAY_MS : Math.min(LAST_DELAY_MS, delayMs * 2);
        Thread.sleep(delayMs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Whether a connection came about; returns when it is lost. */
  private boolean connectOnce() throws InterruptedException {
    try (Connection connection = Connection.open(uri, CLIENT_ID, options, this::deliver)) {
      if (!inboxes.isEmpty()) {
        connection.subscribe(brokerFilters());
      }
      current = Optional.of(connection);
      onConnect.forEach(action -> Thread.ofVirtual().name("link connected").start(action));
      connection.awaitLoss();
      return true;
    } catch (MqttException e) {
      LOG.warn("can't reach the broker at {}: {}", uri, String.valueOf(e.getMessage()));
      return false;
    } catch (RuntimeException e) {
      LOG.error("the link to {} failed; it is tried again", uri, e); // a fault of the client
      return false;
    } finally {
      current = Optional.empty();
    }
  }

  /** What the broker is asked for: an overlapping filter would make it send things twice. */
  private String[] brokerFilters() {
    return inboxes.stream()
        .map(Inbox::filter)
        .distinct()
        .filter(
            filter ->
                inboxes.stream()
                    .map(Inbox::filter)
                    .noneMatch(other -> !other.equals(filter) && other.covers(filter)))
        .map(TopicFilter::toString)
        .toArray(String[]::new);
  }

  private void deliver(Connection.Incoming incoming, Runnable acknowledge) {
    TopicFilter topic = TopicFilter.parse(incoming.topic());
    List<Inbox> takers = inboxes.stream().filter(inbox -> inbox.filter().covers(topic)).toList();
    MqttMessage message = incoming.message();
    boolean acknowledged = message.getQos() > 0;
    if (takers.isEmpty()) {
      acknowledge.run(); // left in the session by an older release
      return;
    }
    Delivery delivery =
        new Delivery(
            incoming.topic(), message.getPayload(), acknowledged, takers.size(), acknowledge);
    takers.forEach(inbox -> inbox.offer(delivery));
  }
}
