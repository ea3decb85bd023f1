package io.skerry.controller.repository;

import io.skerry.controller.db.Database;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.link.LinkException;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.FetchAnswer;
import io.skerry.protocol.message.FetchRequest;
import io.skerry.protocol.topic.Topics;
import java.util.Arrays;
import java.util.Optional;

/**
 * Answers devices that ask for a metadata file, at most 64 KiB at a time; that there is no such
 * file is an answer too. One request after the other. Thread-safe.
 */
public final class FetchService {
  private static final int DEVICE_LEVEL = 4;
  private static final int MAX_NAME_CHARS = 200;

  private final Database database;
  private final FleetLink link;
  private final Topics topics;

  public FetchService(Database database, FleetLink link, Topics topics) {
    this.database = database;
    this.link = link;
    this.topics = topics;
  }

  /** Listens for requests; call before the link starts. */
  public void start() {
    link.subscribe(topics.prefix() + "devices/+/out/fetch", this::answer);
  }

  private void answer(String topic, byte[] payload) throws FormatException, LinkException {
    DeviceId device = new DeviceId(topic.split("/", -1)[DEVICE_LEVEL]);
    FetchRequest request = Json.read(payload, FetchRequest.class);
    if (request.name().length() > MAX_NAME_CHARS) {
      throw new FormatException("fetch: expected a file name, got " + request.name().length());
    }
    byte[] answer = Json.write(answer(request));
    link.publish(topics.in(device, "fetched"), answer, false);
  }

  private FetchAnswer answer(FetchRequest request) {
    Optional<byte[]> file = database.read(handle -> new MetadataRows(handle).file(request.name()));
    if (file.isEmpty()) {
      return new FetchAnswer(request.id(), request.name(), request.offset(), 0, Optional.empty());
    }
    byte[] bytes = file.get();
    int from = (int) Math.clamp(request.offset(), 0L, (long) bytes.length);
    int to = Math.min(bytes.length, from + FetchAnswer.MAX_BYTES);
    return new FetchAnswer(
        request.id(),
        request.name(),
        from,
        bytes.length,
        Optional.of(Bytes.of(Arrays.copyOfRange(bytes, from, to))));
  }
}
