package io.skerry.agent.schedule;

import io.skerry.agent.engine.EngineException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Measures what runs cost this thread within a budget, in CPU time where the machine tells it, so
 * that others who use the machine change neither; they may make it take ten times as long at most.
 * Confined to one thread.
 */
final class Stopwatch {
  private static final int FEWEST = 3;
  private static final int MOST = 15;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long began = System.nanoTime();
  private final long spentBefore = now();
  private final long budget;

  Stopwatch(long budgetNanos) {
    this.budget = budgetNanos;
  }

  /** Something to measure. */
  interface Run {
    void run() throws EngineException;
  }

  /** Whether so much more fits the budget. */
  boolean allows(double nanos) {
    return now() - spentBefore + nanos < budget && System.nanoTime() - began < 10 * budget;
  }

  /** The median, in nanoseconds, of three runs or more after one that warms up. */
  double median(Run run) throws EngineException {
    double first = time(run);
    int times = first * MOST * 8 < budget ? MOST : FEWEST;
    double[] took = new double[times];
    for (int i = 0; i < times; i++) {
      took[i] = time(run);
    }
    Arrays.sort(took);
    return took[times / 2];
  }

  /** One run, in nanoseconds. */
  double time(Run run) throws EngineException {
    long before = now();
    run.run();
    return now() - before;
  }

  private long now() {
    return threads.isCurrentThreadCpuTimeSupported()
        ? threads.getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
