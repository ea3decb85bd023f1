package io.skerry.agent.serve;

import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that predict, the most urgent first, and a bound on how many requests are under way
 * with their bodies in memory: as many as run and wait. Thread-safe.
 */
final class Workers implements AutoCloseable {
  private final ThreadPoolExecutor executor;
  private final Semaphore admitted;
  private final AtomicLong numbers = new AtomicLong();

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
            new PriorityBlockingQueue<>(), // bounded by what is admitted
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

  /** Runs a task of somebody admitted, soon; false if that can't be any more. */
  boolean run(int priority, Runnable task) {
    try {
      executor.execute(new Task(priority, numbers.incrementAndGet(), task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Within one priority, first come first served. */
  private record Task(int priority, long number, Runnable work)
      implements Runnable, Comparable<Task> {
    private static final Comparator<Task> BY_URGENCY =
        Comparator.comparingInt(Task::priority).thenComparing(Task::number);

    @Override
    public int compareTo(Task other) {
      return BY_URGENCY.compare(this, other);
    }

    @Override
    public void run() {
      work.run();
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
