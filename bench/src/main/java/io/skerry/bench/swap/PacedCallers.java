package io.skerry.bench.swap;

import io.skerry.bench.serving.Caller;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends at a fixed rate, whatever comes back: a request's time counts from when it was due, so that
 * a server that stalls can't hide it.
 */
final class PacedCallers {
  private static final int CALLERS = 4;

  private final URI server;
  private final ByteBuffer request;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();

  PacedCallers(URI server, ByteBuffer request) {
    this.server = server;
    this.request = request;
  }

  int failed() {
    return failed.get();
  }

  /** How many requests are over. */
  long sent() {
    return sent.get();
  }

  /** Milliseconds of each request, sorted. */
  double[] run(double perSecond, int requests) throws InterruptedException {
    double[][] took = new double[CALLERS][requests / CALLERS];
    long intervalNs = Math.round(1e9 * CALLERS / perSecond);
    List<Thread> threads = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      long firstNs = began + intervalNs * i / CALLERS;
      threads.add(Thread.ofPlatform().start(() -> call(took[caller], firstNs, intervalNs)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Arrays.stream(took).flatMapToDouble(Arrays::stream).sorted().toArray();
  }

  private void call(double[] took, long firstNs, long intervalNs) {
    Caller caller = null;
    for (int i = 0; i < took.length; i++) {
      long due = firstNs + i * intervalNs;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      try {
        caller = caller == null ? new Caller(server, request) : caller;
        caller.call();
      } catch (IOException e) {
        failed.incrementAndGet();
        System.err.println("a request failed: " + e.getMessage());
        close(caller);
        caller = null;
      }
      sent.incrementAndGet();
      took[i] = (System.nanoTime() - due) / 1e6;
    }
    close(caller);
  }

  private static void close(Caller caller) {
    try (caller) {
      return;
    } catch (IOException e) {
      System.err.println("closing: " + e.getMessage());
    }
  }
}
