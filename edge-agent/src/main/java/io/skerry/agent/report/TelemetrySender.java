package io.skerry.agent.report;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.Publication;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Telemetry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends figures of the moment while there is a connection; none are kept. One virtual thread. */
public final class TelemetrySender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetrySender.class);
  private static final long SHORTEST_MS = 100;

  private final Link link;
  private final String topic;
  private final Supplier<Map<String, Double>> figures;
  private final LongSupplier intervalMs;
  private final InstantSource clock;
  private volatile Thread thread;

  /** Asks for the interval anew each time, since an assignment may change it. */
  public TelemetrySender(
      Link link,
      String topic,
      Supplier<Map<String, Double>> figures,
      LongSupplier intervalMs,
      InstantSource clock) {
    this.link = link;
    this.topic = topic;
    this.figures = figures;
    this.intervalMs = intervalMs;
    this.clock = clock;
  }

  /** Begins to send. Once. */
  public void start() {
    thread = Thread.ofVirtual().name("telemetry").start(this::send);
  }

  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
  }

  private void send() {
    try {
      while (true) {
        Thread.sleep(Math.max(SHORTEST_MS, intervalMs.getAsLong()));
        if (link.connection() > 0) {
          byte[] payload = Json.write(new Telemetry(clock.instant(), figures.get()));
          var unused =
              link.publish(Publication.of(topic, payload))
                  .exceptionally(
                      fault -> {
                        LOG.debug("telemetry not sent: {}", fault.getMessage());
                        return null;
                      });
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("telemetry ends");
    }
  }
}
