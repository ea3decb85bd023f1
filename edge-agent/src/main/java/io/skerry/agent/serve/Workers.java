package io.skerry.agent.serve;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that predict, and a bound on how many requests are under way, their bodies in memory:
 * as many as run and wait. Thread-safe.
 */
final class Workers implements AutoCloseable {
  private final ThreadPoolExecutor executor;
  private final Semaphore admitted;

  /**
   * Starts none before the first request.
   *
   * @param threads that predict
   * @param waiting requests that may wait beyond those
   */
  Workers(int threads, int waiting) {
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task ->
                Thread.ofPlatform()
                    .name("predict-" + number.incrementAndGet())
                    .daemon()
                    .unstarted(task));
    admitted = new Semaphore(threads + waiting);
  }

  /** Takes a place for a request; false if all are taken. */
  boolean admit() {
    return admitted.tryAcquire();
  }

  /** Gives the place back. */
  void leave() {
    admitted.release();
  }

  /** Runs a task soon; false if it can't be taken. */
  boolean run(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Lets what runs come to its end, for at most five seconds. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
