package io.skerry.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkersTest {
  private final Vertx vertx = Vertx.vertx();
  private final Workers workers = new Workers(vertx);

  @AfterEach
  void close() {
    workers.close();
    vertx.close().await();
  }

  @Test
  void runsCallsWhileSendersHoldEveryPlaceForStreams() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<Future<Void>> streams = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      streams.add(
          workers.stream(
              () -> {
                gate.await();
                return null;
              }));
    }
    assertEquals("done", workers.run(() -> "done").await(10, TimeUnit.SECONDS));
    gate.countDown();
    Future.all(streams).await(10, TimeUnit.SECONDS);
  }
}
