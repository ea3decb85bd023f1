package io.skerry.controller.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs blocking work on virtual threads: 64 at a time, 4,096 admitted; what comes beyond is refused
 * with 503. Work that waits for its caller's body has 8 places of its own, so that slow senders
 * delay nobody else. Thread-safe; the future completes on the caller's Vert.x context.
 */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int RUNNING = 64;
  private static final int STREAMING = 8;
  private static final int ADMITTED = 4096;
  private static final long PLACE_S = 30;
  private static final long CLOSE_S = 10;

  private final Vertx vertx;
  private final Semaphore admitted = new Semaphore(ADMITTED);
  private final Semaphore running = new Semaphore(RUNNING);
  private final Semaphore streaming = new Semaphore(STREAMING);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  Workers(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Runs work that waits for nobody outside. */
  <T> Future<T> run(Callable<T> work) {
    return run(running, work);
  }

  /** Runs work that reads its caller's body as it arrives. */
  <T> Future<T> stream(Callable<T> work) {
    return run(streaming, work);
  }

  private <T> Future<T> run(Semaphore places, Callable<T> work) {
    if (!admitted.tryAcquire()) {
      return Future.failedFuture(new ProblemException(503, "too many calls at once, try again"));
    }
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    threads.execute(
        () -> {
          try {
            T value = bounded(places, work);
            context.runOnContext(ignored -> promise.complete(value));
          } catch (Throwable e) {
            context.runOnContext(ignored -> promise.fail(e));
          } finally {
            admitted.release();
          }
        });
    return promise.future();
  }

  private static <T> T bounded(Semaphore places, Callable<T> work) throws Exception {
    if (!places.tryAcquire(PLACE_S, TimeUnit.SECONDS)) {
      throw new ProblemException(503, "too many calls at once, try again");
    }
    try {
      return work.call();
    } finally {
      places.release();
    }
  }

  /** Waits 10 s for what runs, then interrupts it and waits again. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
        threads.shutdownNow();
        boolean ended = threads.awaitTermination(CLOSE_S, TimeUnit.SECONDS);
        LOG.warn("calls were interrupted{}", ended ? "" : ", and some still run");
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
