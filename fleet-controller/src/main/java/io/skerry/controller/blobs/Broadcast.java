package io.skerry.controller.blobs;

import io.skerry.controller.db.Database;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.link.LinkException;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Chunk;
import io.skerry.protocol.message.Want;
import io.skerry.protocol.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each wanted chunk once to everyone who wants it. Wants are gathered for 150 ms; then the
 * blobs take turns, chunk by chunk, at 32 MiB/s at most, so that subscribers keep up. At most 256
 * blobs at a time and 4,096 waiting wants; what is beyond is dropped and counted, and asked for
 * again by its device. One virtual thread does all the work. Thread-safe.
 */
public final class Broadcast implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);
  private static final int TICK_MS = 20;
  private static final int TICK_BYTES = 640 * 1024;
  private static final int MAX_BLOBS = 256;
  private static final int MAX_WANTS = 4096;
  private static final long PAUSE_MS = 500;

  private final Topics topics;
  private final FleetLink link;
  private final BlobStore blobs;
  private final PublishedBlobs published;
  private final BlockingQueue<Asked> asked = new ArrayBlockingQueue<>(MAX_WANTS);
  private final Map<Sha256, WantedChunks> wanted = new LinkedHashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final Thread thread = Thread.ofVirtual().name("broadcast").unstarted(this::run);

  public Broadcast(Topics topics, FleetLink link, BlobStore blobs, Database database) {
    this.topics = topics;
    this.link = link;
    this.blobs = blobs;
    this.published = new PublishedBlobs(database, blobs);
  }

  /** Listens for wants; call before the link starts. */
  public void start() {
    link.subscribe(topics.wantFilter(), this::take);
    thread.start();
  }

  /** Wants that were not followed: too many at once, not readable, or for unpublished blobs. */
  public long dropped() {
    return dropped.sum();
  }

  /** Payload bytes sent out. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  private void take(String topic, byte[] payload) throws FormatException {
    String[] levels = topic.split("/", -1);
    try {
      Sha256 blob = new Sha256(levels[levels.length - 2]);
      if (!asked.offer(new Asked(blob, Json.read(payload, Want.class)))) {
        dropped.increment();
      }
    } catch (IllegalArgumentException | FormatException e) {
      dropped.increment(); // a device that speaks another language; its own log tells
    }
  }

  private void run() {
    try {
      while (true) {
        if (wanted.isEmpty()) {
          note(asked.take());
        }
        for (Asked more = asked.poll(); more != null; more = asked.poll()) {
          note(more);
        }
        tick();
        TimeUnit.MILLISECONDS.sleep(TICK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void note(Asked want) {
    try {
      WantedChunks chunks = wanted.get(want.blob());
      if (chunks == null) {
        Optional<BlobLayout> layout = published.layout(want.blob());
        if (layout.isEmpty() || wanted.size() >= MAX_BLOBS) {
          dropped.increment();
          return;
        }
        chunks = new WantedChunks(layout.get());
        wanted.put(want.blob(), chunks);
      }
      chunks.add(want.want(), nowMs());
    } catch (IOException | RuntimeException e) {
      dropped.increment();
      LOG.warn("can't look up blob {}", want.blob(), e);
    }
  }

  /** One round after the other over all blobs, until nothing is due or the tick's bytes are out. */
  private void tick() throws InterruptedException {
    int leftBytes = TICK_BYTES;
    boolean progress = true;
    while (progress && leftBytes > 0) {
      progress = false;
      for (Map.Entry<Sha256, WantedChunks> entry : wanted.entrySet()) {
        OptionalInt number = entry.getValue().peek(nowMs());
        if (number.isPresent() && leftBytes > 0) {
          leftBytes -= send(entry.getKey(), entry.getValue(), number.getAsInt());
          progress = true;
        }
      }
    }
    wanted.values().removeIf(chunks -> chunks.idle(nowMs()));
  }

  private int send(Sha256 blob, WantedChunks chunks, int number) throws InterruptedException {
    int length = chunks.layout().length(number);
    try {
      byte[] bytes = blobs.read(blob, chunks.layout().offset(number), length);
      link.publishChunk(topics.chunks(blob), new Chunk(number, ByteBuffer.wrap(bytes)).toBytes());
      sentBytes.add(length);
      chunks.sent(number, nowMs());
    } catch (LinkException e) {
      LOG.info("chunks wait for the broker: {}", e.getMessage());
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      return TICK_BYTES; // still wanted
    } catch (IOException e) {
      LOG.error("can't read chunk {} of blob {}", number, blob, e);
      chunks.sent(number, nowMs()); // its devices ask again
    }
    return length;
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private record Asked(Sha256 blob, Want want) {}
}
