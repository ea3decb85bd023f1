package io.skerry.agent.model;

import io.skerry.agent.engine.Session;
import io.skerry.agent.schedule.Scheduler;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Loads one model after another, each on a platform thread, and measures what it takes. Confined to
 * one thread; blocks.
 */
final class Loading {
  private final Glibc glibc;
  private final Trim trim;

  Loading(Glibc glibc, Trim trim) {
    this.glibc = glibc;
    this.trim = trim;
  }

  /**
   * What was loaded.
   *
   * @param grownBytes by how much the process has grown; empty where that can't be told
   */
  record Result(Session session, Scheduler scheduler, OptionalLong grownBytes) {
    /** Frees it. */
    void close() {
      try {
        scheduler.close();
      } finally {
        session.close();
      }
    }
  }

  /**
   * Loads a model; nothing stays open when it fails.
   *
   * @param polite whether it lets other threads go first, since some serve meanwhile
   */
  Result load(ModelSource source, boolean polite) throws ModelException {
    source.prepare();
    OptionalLong before = trim.clean() ? ProcessMemory.anonymousBytes() : OptionalLong.empty();
    Session session = open(source, polite);
    boolean started = false;
    try {
      // Not on the polite thread: the scheduler's threads would inherit its priority.
      Scheduler scheduler = source.start(session);
      started = true;
      return new Result(session, scheduler, grown(before));
    } finally {
      if (!started) {
        session.close();
      }
    }
  }

  private Session open(ModelSource source, boolean polite) throws ModelException {
    FutureTask<Session> task =
        new FutureTask<>(
            () -> {
              if (polite) {
                glibc.stepBack();
              }
              return source.open();
            });
    Thread.ofPlatform().name("load-" + source.label()).daemon().start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(); // loading can't be broken off, so it is waited for
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ModelException failure(Throwable cause) {
    return switch (cause) {
      case ModelException e -> e;
      case OutOfMemoryError e -> ModelException.machine("not enough memory to load it", e);
      default -> throw new IllegalStateException("loading a model", cause);
    };
  }

  private static OptionalLong grown(OptionalLong before) {
    OptionalLong after = ProcessMemory.anonymousBytes();
    return before.isPresent() && after.isPresent()
        ? OptionalLong.of(after.getAsLong() - before.getAsLong())
        : OptionalLong.empty();
  }
}
