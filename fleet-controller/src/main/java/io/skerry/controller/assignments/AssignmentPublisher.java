package io.skerry.controller.assignments;

import io.skerry.controller.db.Database;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.link.LinkException;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends committed assignments, retained, and notes when the broker took them: what was not taken
 * before a restart is sent after it, what was is not. An online device that follows an older
 * version five minutes after its assignment was taken gets it again. Renews assignments before they
 * expire, and overtakes those that are not from here. After a fault it pauses for a second.
 *
 * <p>One virtual thread of its own, at most 56 messages under way.
 */
public final class AssignmentPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AssignmentPublisher.class);
  private static final int BATCH = 56;
  private static final int RENEWALS = 200;
  private static final long IDLE_MS = 1000;
  private static final Duration RENEW_EVERY = Duration.ofMinutes(1);
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(5);

  private final Database database;
  private final Assignments assignments;
  private final FleetLink link;
  private final Topics topics;
  private final Clock clock;
  private final Semaphore changes = new Semaphore(0);
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread = Thread.ofVirtual().name("assignments").unstarted(this::run);
  private Instant renewed = Instant.EPOCH;

  public AssignmentPublisher(
      Database database, Assignments assignments, FleetLink link, Topics topics, Clock clock) {
    this.database = database;
    this.assignments = assignments;
    this.link = link;
    this.topics = topics;
    this.clock = clock;
  }

  /** Begins to send. */
  public void start() {
    link.onConnect(this::wake);
    thread.start();
  }

  /** Says that assignments were committed; never blocks. */
  public void wake() {
    changes.release();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        database.write(handle -> assignments.overtake(handle, RENEWALS));
        renew();
        if (!link.connected() || sendBatch() < BATCH) {
          await();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("assignments can't be sent, trying again", e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(IDLE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await() throws InterruptedException {
    if (changes.tryAcquire(IDLE_MS, TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
  }

  private void renew() {
    Instant now = clock.instant();
    if (now.isBefore(renewed.plus(RENEW_EVERY))) {
      return;
    }
    int count = database.write(handle -> assignments.renew(handle, RENEWALS));
    if (count < RENEWALS) {
      renewed = now;
    }
    forgetUnheeded(now);
  }

  /** The end states are compared, so that a message lost on any way is sent again. */
  private void forgetUnheeded(Instant now) {
    database.update(
        handle ->
            handle.execute(
                "UPDATE assignment SET published = NULL WHERE published < ? AND device IN"
                    + " (SELECT d.device FROM device d WHERE d.online = 1 AND"
                    + " d.follows < assignment.version)",
                now.minus(AGAIN_AFTER).toString()));
  }

  private int sendBatch() throws InterruptedException {
    List<Pending> batch =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT device, version, envelope FROM assignment"
                            + " WHERE published IS NULL ORDER BY device LIMIT :limit")
                    .bind("limit", BATCH)
                    .map(
                        (row, context) ->
                            new Pending(
                                new DeviceId(row.getString("device")),
                                row.getLong("version"),
                                Bytes.of(row.getBytes("envelope"))))
                    .list());
    List<Future<Boolean>> sent =
        batch.stream().map(pending -> senders.submit(() -> send(pending))).toList();
    List<Pending> taken = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (taken(sent.get(i))) {
        taken.add(batch.get(i));
      }
    }
    markPublished(taken);
    return taken.size(); // fewer than there were: the broker isn't there, pause first
  }

  private boolean send(Pending pending) {
    try {
      link.publish(topics.in(pending.device(), "assignment"), pending.envelope().toArray(), true);
      return true;
    } catch (LinkException e) {
      if (!Thread.currentThread().isInterrupted()) { // else we are being closed
        LOG.warn("assignment for {} waits: {}", pending.device(), e.getMessage());
      }
      return false;
    }
  }

  private static boolean taken(Future<Boolean> sent) throws InterruptedException {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("sending an assignment", e.getCause());
    }
  }

  private void markPublished(List<Pending> taken) {
    String now = clock.instant().toString();
    database.update(
        handle ->
            taken.forEach(
                pending ->
                    handle.execute(
                        "UPDATE assignment SET published = ? WHERE device = ? AND version = ?",
                        now,
                        pending.device().value(),
                        pending.version())));
  }

  @Override
  public void close() {
    thread.interrupt();
    senders.shutdownNow();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Pending(DeviceId device, long version, Bytes envelope) {}
}
