package io.skerry.agent.outbox;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.Publication;
import io.skerry.agent.pipeline.EventSink;
import io.skerry.agent.state.Database;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Event;
import io.skerry.protocol.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results on their way to the fleet. They are gathered for up to 200 ms and written in one
 * transaction; what a kill catches before that is lost. At most 10,000 wait to be written. A result
 * that is delivered twice has the same id. Thread-safe.
 */
public final class Outbox implements EventSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_UNWRITTEN = 10_000;
  private static final int MAX_BATCH = 1_000;
  private static final int MAX_EVENT_BYTES = 256 * 1024;
  private static final long GATHER_MS = 200;
  private static final long END_MS = 5_000;

  private final OutboxTable table;
  private final Topics topics;
  private final DeviceId device;
  private final Courier courier;
  private final BlockingQueue<Publication> unwritten = new ArrayBlockingQueue<>(MAX_UNWRITTEN);
  private final AtomicLong droppedUnwritten = new AtomicLong();
  private volatile Thread writer;

  private Outbox(OutboxTable table, Courier courier, Topics topics, DeviceId device) {
    this.table = table;
    this.courier = courier;
    this.topics = topics;
    this.device = device;
  }

  /** What an earlier process left waits first. */
  public static Outbox open(
      Database database, OutboxLimits limits, Link link, Topics topics, DeviceId device) {
    OutboxTable table = new OutboxTable(database, limits);
    return new Outbox(table, new Courier(table, link), topics, device);
  }

  /** Begins to write and to send. Once. */
  public void start() {
    writer = Thread.ofVirtual().name("outbox-write").start(this::write);
    courier.start();
  }

  @Override
  public void accept(String pipeline, Event event) {
    byte[] payload = Json.write(event);
    boolean taken =
        payload.length <= MAX_EVENT_BYTES
            && unwritten.offer(Publication.of(topics.events(device, pipeline), payload));
    if (!taken) {
      droppedUnwritten.incrementAndGet();
    }
  }

  /** Called when a connection is up. */
  public void connected() {
    courier.wake();
  }

  /** How many results wait on disk. */
  public long depth() {
    return table.depth();
  }

  /** How many results were ever dropped. */
  public long dropped() {
    return table.dropped();
  }

  /** Writes what is gathered, and ends; what is on disk is sent by the next process. */
  @Override
  public void close() {
    if (writer == null) {
      return;
    }
    courier.close();
    writer.interrupt();
    try {
      writer.join(END_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    while (!unwritten.isEmpty()) {
      flush();
    }
  }

  private void write() {
    try {
      while (true) {
        Publication first = unwritten.take();
        try {
          Thread.sleep(GATHER_MS);
        } finally {
          flush(first);
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("outbox ends");
    }
  }

  private void flush(Publication... first) {
    List<Publication> batch = new ArrayList<>(List.of(first));
    unwritten.drainTo(batch, MAX_BATCH);
    if (!batch.isEmpty()) {
      table.append(batch);
      courier.wake();
    }
    long dropped = droppedUnwritten.getAndSet(0);
    if (dropped > 0) {
      table.countDropped(dropped);
      LOG.warn("{} results dropped: too long, or faster than the disk", dropped);
    }
  }
}
