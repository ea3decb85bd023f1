package io.skerry.controller.api;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Runs blocking work on virtual threads: 64 at a time, 4,096 admitted; what comes beyond is refused
 * with 503. Thread-safe; the future completes on the caller's Vert.x context.
 */
final class Workers implements AutoCloseable {
  private static final int RUNNING = 64;
  private static final int ADMITTED = 4096;

  private final Vertx vertx;
  private final Semaphore admitted = new Semaphore(ADMITTED);
  private final Semaphore running = new Semaphore(RUNNING);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  Workers(Vertx vertx) {
    this.vertx = vertx;
  }

  <T> Future<T> run(Callable<T> work) {
    if (!admitted.tryAcquire()) {
      return Future.failedFuture(new ProblemException(503, "too many calls at once, try again"));
    }
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    threads.execute(
        () -> {
          try {
            T value = bounded(work);
            context.runOnContext(ignored -> promise.complete(value));
          } catch (Throwable e) {
            context.runOnContext(ignored -> promise.fail(e));
          } finally {
            admitted.release();
          }
        });
    return promise.future();
  }

  private <T> T bounded(Callable<T> work) throws Exception {
    running.acquire();
    try {
      return work.call();
    } finally {
      running.release();
    }
  }

  /** Waits for what runs. */
  @Override
  public void close() {
    threads.close();
  }
}
