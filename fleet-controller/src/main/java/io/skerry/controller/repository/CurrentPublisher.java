package io.skerry.controller.repository;

import io.skerry.controller.db.Database;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.link.LinkException;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.RepositoryFiles;
import io.skerry.protocol.topic.Topics;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.Snapshot;
import io.skerry.protocol.tuf.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the newest committed metadata on {@code repository/current}, retained: after each
 * change, after each connect, and after each signing anew. Each publication reads the truth, so one
 * that failed needs no memory. Thread-safe; blocks.
 */
public final class CurrentPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentPublisher.class);

  private final Database database;
  private final FleetLink link;
  private final String topic;
  private final ReentrantLock order = new ReentrantLock();

  public CurrentPublisher(Database database, FleetLink link, Topics topics) {
    this.database = database;
    this.link = link;
    this.topic = topics.repositoryCurrent();
  }

  /** Publishes what is committed, if there is anything yet. */
  public void publish() {
    order.lock(); // an older reading must not overtake a newer one
    try {
      Optional<RepositoryFiles> current = database.read(CurrentPublisher::read);
      if (current.isPresent()) {
        link.publish(topic, Json.write(current.get()), true);
      }
    } catch (LinkException e) {
      LOG.warn("the repository is published at the next connect: {}", e.getMessage());
    } catch (TrustException e) {
      throw new IllegalStateException("metadata of our own that can't be read", e);
    } finally {
      order.unlock();
    }
  }

  private static Optional<RepositoryFiles> read(Handle handle) throws TrustException {
    MetadataRows rows = new MetadataRows(handle);
    Optional<byte[]> timestamp = rows.newest(RoleName.TIMESTAMP);
    if (timestamp.isEmpty()) {
      return Optional.empty();
    }
    Timestamp named = Signed.timestamp(timestamp.get()).metadata();
    String snapshotName = RoleName.SNAPSHOT.fileName(named.snapshot().version());
    byte[] snapshot = rows.file(snapshotName).orElseThrow();
    Snapshot parsed = Signed.snapshot(snapshot).metadata();
    String targetsName = RoleName.TARGETS.fileName(parsed.targets().version());
    Map<String, Bytes> files = new HashMap<>();
    add(files, named.fileName(), timestamp.get());
    add(files, snapshotName, snapshot);
    add(files, targetsName, rows.file(targetsName).orElseThrow());
    return Optional.of(new RepositoryFiles(files));
  }

  private static void add(Map<String, Bytes> files, String name, byte[] bytes) {
    if (bytes.length <= RepositoryFiles.MAX_FILE_BYTES) {
      files.put(name, Bytes.of(bytes));
    }
  }
}
