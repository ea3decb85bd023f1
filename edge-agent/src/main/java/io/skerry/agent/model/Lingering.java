package io.skerry.agent.model;

import io.skerry.protocol.id.ModelName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Releases that others have replaced while sequences went on in them: each stays until its last
 * sequence has ended or timed out. Thread-safe.
 */
final class Lingering {
  private static final int MOST = 16;
  private static final long LOOK_MS = 250;

  private final List<ActiveModel> models = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor timer;

  Lingering() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("sequences").daemon().unstarted(task));
  }

  /** Takes over a model that is held once. */
  void add(ActiveModel model) {
    models.add(model);
    while (models.size() > MOST) {
      drop(models.getFirst());
    }
    if (models.size() == 1) {
      look();
    }
  }

  /** The one of this name that a sequence goes on in. */
  Optional<ActiveModel> of(ModelName name, String sequenceId) {
    return find(name, active -> active.model().knows(sequenceId));
  }

  /** That version of this name. */
  Optional<ActiveModel> version(ModelName name, String version) {
    return find(name, active -> active.release().version().toString().equals(version));
  }

  private Optional<ActiveModel> find(ModelName name, Predicate<ActiveModel> wanted) {
    for (ActiveModel active : models) {
      if (active.release().model().equals(name) && wanted.test(active)) {
        return Optional.of(active);
      }
    }
    return Optional.empty();
  }

  /** Ends the sequences of this name. */
  void drop(ModelName name) {
    models.stream().filter(active -> active.release().model().equals(name)).forEach(this::drop);
  }

  private void drop(ActiveModel active) {
    if (models.remove(active)) {
      active.model().letGo();
    }
  }

  private void look() {
    ScheduledFuture<?> _ = timer.schedule(this::dropEnded, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void dropEnded() {
    try {
      models.stream().filter(active -> !active.model().sequencing()).forEach(this::drop);
    } finally {
      if (!models.isEmpty() && !timer.isShutdown()) {
        look();
      }
    }
  }

  void close() {
    timer.shutdownNow();
    models.forEach(this::drop);
  }
}
