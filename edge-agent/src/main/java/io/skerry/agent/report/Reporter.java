package io.skerry.agent.report;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.Publication;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.message.ReportedState;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the reported state, signed with the identity key and retained, after each change; while
 * there is no connection only the newest waits. One virtual thread; {@link #changed} is
 * thread-safe.
 */
public final class Reporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
  private static final long ACKNOWLEDGE_TIMEOUT_S = 20;
  private static final long PAUSE_MS = 1_000;
  private static final long END_MS = 2_000;

  private final Supplier<ReportedState> state;
  private final Signer identity;
  private final Link link;
  private final String topic;
  private final Semaphore changes = new Semaphore(0);
  private volatile Thread thread;

  /**
   * Sends nothing yet.
   *
   * @param state makes the report of this moment, with the next sequence number
   */
  public Reporter(Supplier<ReportedState> state, Signer identity, Link link, String topic) {
    this.state = state;
    this.identity = identity;
    this.link = link;
    this.topic = topic;
  }

  /** Begins to send. Once. */
  public void start() {
    thread = Thread.ofVirtual().name("report").start(this::send);
  }

  /** Something is different now, or a connection is up. */
  public void changed() {
    changes.release();
  }

  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(END_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    try {
      while (true) {
        changes.acquire();
        changes.drainPermits();
        if (link.connection() > 0 && !sendNow()) {
          Thread.sleep(PAUSE_MS);
          changes.release();
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("reports end");
    }
  }

  private boolean sendNow() throws InterruptedException {
    byte[] envelope = Report.sign(state.get(), identity);
    try {
      link.publish(Publication.retained(topic, envelope))
          .get(ACKNOWLEDGE_TIMEOUT_S, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("state not reported: {}", e.toString());
      return false;
    }
  }
}
