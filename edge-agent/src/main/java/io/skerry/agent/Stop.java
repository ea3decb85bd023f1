package io.skerry.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the signal that ends this process, and gives everything a while to close. */
final class Stop {
  private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
  private static final long END_S = 15;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private Stop() {}

  /** One that sees the process' signals from now on. */
  static Stop onSignal() {
    Stop stop = new Stop();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::end, "end"));
    return stop;
  }

  /** Waits for the signal. */
  void await() throws InterruptedException {
    stopped.await();
  }

  /** Everything is closed: the process may end. */
  void closed() {
    closed.countDown();
  }

  private void end() {
    stopped.countDown();
    try {
      if (!closed.await(END_S, TimeUnit.SECONDS)) {
        LOG.warn("not everything has ended in {} s", END_S);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
