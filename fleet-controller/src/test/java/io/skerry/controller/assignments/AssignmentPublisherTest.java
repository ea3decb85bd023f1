package io.skerry.controller.assignments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.controller.db.Database;
import io.skerry.controller.link.FleetLink;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.topic.Topics;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AssignmentPublisherTest {
  private static final FleetId FLEET = new FleetId("f");

  @TempDir Path folder;

  @Test
  void pausesASecondAfterAFault() throws Exception {
    Clock clock = Clock.systemUTC();
    FaultyLink link = new FaultyLink();
    Ed25519Signer key = Ed25519Signer.generate(new SecureRandom());
    Assignments assignments = new Assignments(new AssignmentSigner(FLEET, key, clock));
    try (Database database = Database.open(folder.resolve("a.db"));
        AssignmentPublisher publisher =
            new AssignmentPublisher(database, assignments, link, new Topics(FLEET), clock)) {
      publisher.start();
      long first = link.asked();
      publisher.wake();
      long betweenMs = TimeUnit.NANOSECONDS.toMillis(link.asked() - first);
      assertTrue(betweenMs >= 900, "tried again after " + betweenMs + " ms");
    }
  }

  /** Notes when it was asked whether it is connected, and fails. */
  private static final class FaultyLink implements FleetLink {
    private final BlockingQueue<Long> asked = new LinkedBlockingQueue<>();

    long asked() throws InterruptedException {
      return asked.take();
    }

    @Override
    public boolean connected() {
      asked.add(System.nanoTime());
      throw new IllegalStateException("a fault that the test wants");
    }

    @Override
    public void onConnect(Runnable action) {}

    @Override
    public void publish(String topic, byte[] payload, boolean retained) {}

    @Override
    public void publishChunk(String topic, byte[] payload) {}

    @Override
    public void subscribe(String filter, Handler handler) {}

    @Override
    public void subscribeBatches(String filter, BatchHandler handler) {}

    @Override
    public void start() {}

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
