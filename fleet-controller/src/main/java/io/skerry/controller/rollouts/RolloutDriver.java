package io.skerry.controller.rollouts;

import io.skerry.controller.db.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives every open rollout by the policy, each second and when reports come. What is decided is
 * committed in one transaction with the assignments it causes; everything is read anew each time,
 * so that a restart goes on where it was. A rollout that can't be read, or whose next step breaks a
 * rule, is stopped; one that meets a fault of this machine is tried again. Neither holds up the
 * others. One virtual thread.
 */
final class RolloutDriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutDriver.class);
  private static final long EVERY_MS = 1000;
  private static final long GATHER_MS = 200;
  private static final int MAX_STEPS = 2 * Plan.MAX_WAVES;

  private final Database database;
  private final RolloutStore store;
  private final FactFinder finder;
  private final Steps steps;
  private final Runnable onAssignments;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("rollouts").unstarted(this::run);

  /**
   * Makes a driver.
   *
   * @param onAssignments called after assignments were committed; must not block
   */
  RolloutDriver(
      Database database,
      RolloutStore store,
      FactFinder finder,
      Steps steps,
      Runnable onAssignments) {
    this.database = database;
    this.store = store;
    this.finder = finder;
    this.steps = steps;
    this.onAssignments = onAssignments;
  }

  void start() {
    thread.start();
  }

  /** Says that facts changed; never blocks. */
  void wake() {
    changes.release();
  }

  /** Brings every open rollout as far as the facts allow. */
  void tick() {
    for (RolloutId id : database.read(store::open)) {
      try {
        goOnOrStop(id);
      } catch (RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          return; // being closed
        }
        LOG.error("rollout {} can't go on, trying again", id, e);
      }
    }
  }

  private void goOnOrStop(RolloutId id) {
    try {
      goOn(id);
    } catch (UnreadableRollout | IllegalArgumentException | IllegalStateException e) {
      LOG.error("rollout {} stopped", id, e);
      String reason = String.valueOf(e.getMessage());
      Instant now = finder.now();
      database.update(handle -> store.stopBroken(handle, id, reason, now));
    }
  }

  private void goOn(RolloutId id) {
    for (int i = 0; i < MAX_STEPS; i++) {
      if (database.read(handle -> decisions(handle, id)).isEmpty()) {
        return;
      }
      database.update(
          handle -> {
            Optional<Rollout> rollout = store.find(handle, id);
            List<Decision> decisions = decisions(handle, id);
            if (rollout.isPresent() && !decisions.isEmpty()) {
              steps.apply(handle, rollout.get(), decisions, finder.now());
            }
          });
      onAssignments.run();
    }
  }

  private List<Decision> decisions(Handle handle, RolloutId id) {
    return store
        .find(handle, id)
        .map(rollout -> Policy.decide(rollout, finder.facts(handle, rollout)))
        .orElse(List.of());
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        tick();
        if (changes.tryAcquire(EVERY_MS, TimeUnit.MILLISECONDS)) {
          Thread.sleep(GATHER_MS); // a wave's reports come by the thousand: judge them together
          changes.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("rollouts can't go on, trying again", e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(EVERY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
