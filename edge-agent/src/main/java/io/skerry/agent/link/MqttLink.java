package io.skerry.agent.link;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection over MQTT 5 and mutual TLS. One virtual thread connects, for ever and also when
 * nothing answers at the start; another hands what arrives to the receiver. Thread-safe.
 */
public final class MqttLink implements Link, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);
  private static final long END_MS = 5_000;
  private static final long STABLE_NS = 10_000_000_000L;

  private final LinkOptions options;
  private final Inbox inbox;
  private final AtomicLong connections = new AtomicLong();
  private volatile Connection current;
  private volatile Thread connector;
  private volatile Thread drain;

  /** Does nothing yet. */
  public MqttLink(LinkOptions options) {
    this.options = options;
    this.inbox = new Inbox(options::newestCounts);
  }

  /**
   * Begins to connect. Once.
   *
   * @param receiver takes what arrives
   * @param connected called on the link's own thread after each connection; returns soon
   */
  public void start(Receiver receiver, Runnable connected) {
    drain = Thread.ofVirtual().name("link-in").start(() -> drain(receiver));
    connector = Thread.ofVirtual().name("link").start(() -> keepConnected(connected));
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    return with(connection -> connection.publish(publication));
  }

  @Override
  public CompletableFuture<Void> subscribe(String topic) {
    return with(connection -> connection.subscribe(topic));
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String topic) {
    return with(connection -> connection.unsubscribe(topic));
  }

  @Override
  public long connection() {
    Connection connection = current;
    return connection != null && connection.up() ? connections.get() : 0;
  }

  /** How many messages found the inbox full. */
  public long dropped() {
    return inbox.dropped();
  }

  @Override
  public void close() {
    if (connector == null) {
      return;
    }
    connector.interrupt();
    drain.interrupt();
    try {
      connector.join(END_MS);
      drain.join(END_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Void> with(Function<Connection, CompletableFuture<Void>> call) {
    Connection connection = current;
    return connection == null
        ? CompletableFuture.failedFuture(new LinkException("not connected"))
        : call.apply(connection);
  }

  private void keepConnected(Runnable connected) {
    Backoff backoff = new Backoff(new SecureRandom());
    try {
      while (!Thread.currentThread().isInterrupted()) {
        connectOnce(backoff, connected);
        Thread.sleep(backoff.nextMs());
      }
    } catch (InterruptedException _) {
      LOG.debug("link ends");
    }
  }

  private void connectOnce(Backoff backoff, Runnable connected) throws InterruptedException {
    try (Connection connection = Connection.open(options, inbox, connections.get() == 0)) {
      connections.incrementAndGet();
      current = connection;
      long since = System.nanoTime();
      LOG.info("connected to {}", options.uri());
      connected.run();
      try {
        connection.awaitEnd();
        LOG.warn("connection to {} lost", options.uri());
        if (System.nanoTime() - since > STABLE_NS) {
          backoff.succeeded();
        }
      } catch (InterruptedException e) {
        connection.sayOffline();
        throw e;
      }
    } catch (LinkException e) {
      LOG.warn("not connected: {}", e.getMessage());
    } finally {
      current = null;
    }
  }

  private void drain(Receiver receiver) {
    try {
      while (true) {
        Inbox.Message message = inbox.take();
        try {
          receiver.receive(message.topic(), message.payload());
        } catch (RuntimeException e) {
          LOG.error("a message on {} could not be worked off", message.topic(), e);
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("inbox ends");
    }
  }
}
