package io.skerry.agent.fetch;

import io.skerry.agent.link.Link;
import io.skerry.agent.link.Publication;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.FetchAnswer;
import io.skerry.protocol.message.FetchRequest;
import io.skerry.protocol.message.RepositoryFiles;
import io.skerry.protocol.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metadata files over MQTT: out of the newest {@code repository/current}, or asked for in pieces of
 * at most 64 KiB, each up to three times. {@link #fetch} is confined to one thread; what arrives
 * may come on another.
 */
public final class MqttMetadata implements RepositorySource {
  private static final Logger LOG = LoggerFactory.getLogger(MqttMetadata.class);
  private static final long ANSWER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int TRIES = 3;

  private final Link link;
  private final String requests;
  private final BlockingQueue<FetchAnswer> answers = new ArrayBlockingQueue<>(16);
  private volatile Map<String, Bytes> current = Map.of();
  private long lastId;

  /** Request numbers begin at the time, so that answers to an earlier process don't match. */
  public MqttMetadata(Link link, Topics topics, DeviceId device) {
    this.link = link;
    this.requests = topics.out(device, "fetch");
    this.lastId = System.currentTimeMillis() << 10;
  }

  /**
   * Takes the message of {@code repository/current}.
   *
   * @throws FormatException if it is none; what was known before stays
   */
  public void current(byte[] message) throws FormatException {
    current = Json.read(message, RepositoryFiles.class).files();
  }

  @Override
  public void forgetCurrent() {
    current = Map.of();
  }

  /** Takes an answer; what can't be read or nobody waits for is dropped. */
  public void answered(byte[] message) {
    try {
      if (!answers.offer(Json.read(message, FetchAnswer.class))) {
        LOG.debug("an answer that nobody waits for");
      }
    } catch (FormatException e) {
      LOG.warn("answer to a fetch: {}", e.getMessage());
    }
  }

  @Override
  public Optional<byte[]> fetch(String fileName, int maxBytes) throws IOException {
    Bytes known = current.get(fileName);
    return known != null ? Optional.of(known.toArray()) : ask(fileName, maxBytes);
  }

  private Optional<byte[]> ask(String name, int maxBytes) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    long total = -1;
    do {
      FetchAnswer piece = piece(name, file.size());
      if (piece.bytes().isEmpty()) {
        return Optional.empty();
      }
      byte[] bytes = piece.bytes().get().toArray();
      total = total < 0 ? piece.total() : total;
      boolean fits = piece.total() == total && file.size() + bytes.length <= total;
      if (total > maxBytes || !fits || (bytes.length == 0 && total > 0)) {
        throw new IOException(
            name
                + ": expected a piece of at most "
                + maxBytes
                + " bytes at "
                + file.size()
                + ", got "
                + bytes.length
                + " of "
                + piece.total());
      }
      file.writeBytes(bytes);
    } while (file.size() < total);
    return Optional.of(file.toByteArray());
  }

  private FetchAnswer piece(String name, long offset) throws IOException {
    try {
      for (int tries = 0; tries < TRIES && link.connection() > 0; tries++) {
        long id = ++lastId;
        answers.clear();
        byte[] request = Json.write(new FetchRequest(id, name, offset));
        var unused = link.publish(Publication.of(requests, request)).exceptionally(_ -> null);
        Optional<FetchAnswer> answer = await(id, name, offset);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
      throw new IOException(name + ": the controller does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException(name + ": interrupted").initCause(e);
    }
  }

  private Optional<FetchAnswer> await(long id, String name, long offset)
      throws InterruptedException {
    long end = System.nanoTime() + ANSWER_TIMEOUT_NS;
    for (long left = ANSWER_TIMEOUT_NS; left > 0; left = end - System.nanoTime()) {
      FetchAnswer answer = answers.poll(left, TimeUnit.NANOSECONDS);
      if (answer != null
          && answer.id() == id
          && answer.name().equals(name)
          && answer.offset() == offset) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }
}
