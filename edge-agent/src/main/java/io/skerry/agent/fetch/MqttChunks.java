package io.skerry.agent.fetch;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.Publication;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Want;
import io.skerry.protocol.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks over MQTT. Up to 32 wait for each blob; more are dropped, counted and asked for again. A
 * subscription that an earlier process left in the session ends at its first chunk. Thread-safe.
 */
public final class MqttChunks implements ChunkExchange {
  private static final Logger LOG = LoggerFactory.getLogger(MqttChunks.class);
  private static final int WAITING = 32;
  private static final long SUBSCRIBE_TIMEOUT_S = 10;

  private final Link link;
  private final Topics topics;
  private final DeviceId device;
  private final Map<Sha256, BlockingQueue<byte[]>> listeners = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  public MqttChunks(Link link, Topics topics, DeviceId device) {
    this.link = link;
    this.topics = topics;
    this.device = device;
  }

  /** Takes a chunk that arrived. */
  public void arrived(Sha256 blob, byte[] message) {
    BlockingQueue<byte[]> waiting = listeners.get(blob);
    if (waiting == null) {
      unsubscribe(blob);
    } else if (!waiting.offer(message)) {
      dropped.incrementAndGet();
    }
  }

  /** How many chunks came faster than they were stored. */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public boolean connected() {
    return link.connection() > 0;
  }

  @Override
  public Listener listen(Sha256 blob) {
    BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    listeners.put(blob, waiting);
    return new Open(blob, waiting);
  }

  private void unsubscribe(Sha256 blob) {
    var unused =
        link.unsubscribe(topics.chunks(blob))
            .exceptionally(
                fault -> {
                  LOG.debug("chunks of {} not unsubscribed: {}", blob, fault.getMessage());
                  return null;
                });
  }

  private final class Open implements Listener {
    private final Sha256 blob;
    private final BlockingQueue<byte[]> waiting;
    private long subscribedOn;

    Open(Sha256 blob, BlockingQueue<byte[]> waiting) {
      this.blob = blob;
      this.waiting = waiting;
    }

    @Override
    public void want(List<Want.Range> missing) throws InterruptedException {
      long connection = link.connection();
      if (connection == 0 || !subscribed(connection)) {
        return;
      }
      byte[] want = Json.write(new Want(device, missing));
      var unused =
          link.publish(Publication.of(topics.want(blob), want))
              .exceptionally(
                  fault -> {
                    LOG.debug("want of {} not sent: {}", blob, fault.getMessage());
                    return null;
                  });
    }

    @Override
    public Optional<byte[]> poll(long timeoutMs) throws InterruptedException {
      return Optional.ofNullable(waiting.poll(timeoutMs, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
      listeners.remove(blob, waiting);
      if (subscribedOn > 0) {
        unsubscribe(blob);
      }
    }

    private boolean subscribed(long connection) throws InterruptedException {
      if (subscribedOn == connection) {
        return true;
      }
      try {
        link.subscribe(topics.chunks(blob)).get(SUBSCRIBE_TIMEOUT_S, TimeUnit.SECONDS);
        subscribedOn = connection;
        return true;
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("chunks of {} not subscribed: {}", blob, e.toString());
        return false;
      }
    }
  }
}
