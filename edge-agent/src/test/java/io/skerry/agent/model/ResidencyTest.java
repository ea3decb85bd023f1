package io.skerry.agent.model;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served.State;
import io.skerry.agent.infer.Ticket;
import io.skerry.protocol.manifest.ElementType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that come into memory and leave it, with the real engine. */
@Timeout(60)
final class ResidencyTest {
  private static final long MB = 1L << 20;
  private static final Path IMAGES =
      Examples.TOP.resolve("models/image-classifier/image-classifier.onnx");

  private final WatchedEngine engine = new WatchedEngine();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Residency> residencies = new ArrayList<>();

  private Residency residency(long megabytes, Optional<Duration> idle) {
    Residency residency = new Residency(new ResidencyLimits(megabytes * MB, idle), registry);
    residencies.add(residency);
    return residency;
  }

  private Resident model(Residency residency, String label, long megabytes) {
    return residency.add(new TestSource(label, IMAGES, megabytes * MB, engine));
  }

  @AfterEach
  void nothingStaysOpen() {
    residencies.forEach(Residency::close);
    await().until(() -> engine.open() == 0);
    assertEquals(0, engine.closedInUse());
  }

  @Test
  void fiftyFirstRequestsAreOneLoad() throws Exception {
    Resident model = model(residency(100, Optional.empty()), "a", 10);
    List<CompletableFuture<InferOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      outcomes.add(ask(model));
    }
    for (CompletableFuture<InferOutcome> outcome : outcomes) {
      answered(outcome);
    }
    assertEquals(1, engine.opened());
    assertEquals(1, registry.counter("skerry.model.loads").count());
  }

  @Test
  void twentyFourModelsShareRoomForSix() throws Exception {
    Residency residency = residency(360, Optional.empty());
    List<Resident> models = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      models.add(model(residency, "model-" + i, 60));
    }
    Random random = new Random(7);
    List<Callable<Long>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<Resident> order =
          random.ints(60, 0, models.size()).<Resident>mapToObj(models::get).toList();
      callers.add(
          () -> {
            long most = 0;
            for (Resident model : order) {
              answered(ask(model));
              most = Math.max(most, residency.usedBytes());
            }
            return most;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Long> most : threads.invokeAll(callers)) {
        assertTrue(most.get() <= 360 * MB, most.get() + " bytes");
      }
    }
    assertTrue(engine.open() <= 6, engine.open() + " are open");
    assertTrue(engine.opened() > 24, engine.opened() + " were opened");
  }

  @Test
  void anIdleModelLeavesMemoryAndComesBack() throws Exception {
    Residency residency = residency(100, Optional.of(Duration.ofMillis(100)));
    Resident model = model(residency, "a", 10);
    answered(ask(model));
    await().until(() -> engine.open() == 0);
    await().until(() -> residency.usedBytes() == 0);
    assertEquals(State.READY, model.availability().state());
    answered(ask(model));
    assertEquals(2, engine.opened());
  }

  @Test
  void whatCanNeverFitIsRefusedAtOnce() throws Exception {
    Residency residency = residency(60, Optional.empty());
    answered(ask(model(residency, "small", 20)));
    InferOutcome.Refused refused = refused(ask(model(residency, "large", 81)));
    assertEquals(Reason.UNAVAILABLE, refused.reason());
    assertTrue(
        refused
            .message()
            .startsWith(
                "large needs 81 MB, the budget is 60 MB of which 20 MB are in use by small"),
        refused.message());
    assertThrows(ModelException.class, () -> model(residency, "larger", 90).load());
    assertEquals(1, engine.opened());
  }

  @Test
  void whatIsInUseStaysAndOthersWaitNoLongerThanTheirDeadline() throws Exception {
    Residency residency = residency(60, Optional.empty());
    Resident busy = model(residency, "busy", 40);
    busy.load();
    engine.gate().acquire();
    CompletableFuture<InferOutcome> running = ask(busy);
    Resident other = model(residency, "other", 40);
    InferOutcome.Refused refused = refused(ask(other, Optional.of(Duration.ofMillis(150))));
    assertEquals(Reason.UNAVAILABLE, refused.reason());
    assertTrue(refused.message().contains("in use by busy (40 MB)"), refused.message());
    CompletableFuture<InferOutcome> waits = ask(other);
    engine.gate().release();
    answered(running);
    answered(waits);
    assertEquals(State.READY, busy.availability().state());
    assertTrue(!busy.availability().loaded());
  }

  @Test
  void aBrokenFileIsNotTriedAgainAtOnce(@TempDir Path folder) throws Exception {
    Residency residency = residency(60, Optional.empty());
    Path file = Files.write(folder.resolve("model.onnx"), new byte[100]);
    Resident broken = residency.add(new TestSource("broken", file, MB, engine));
    InferOutcome.Refused first = refused(ask(broken));
    assertEquals(Reason.UNAVAILABLE, first.reason());
    assertTrue(first.message().contains("can't be loaded"), first.message());
    assertEquals(State.UNAVAILABLE, broken.availability().state());
    Files.copy(IMAGES, folder.resolve("whole"));
    Files.move(folder.resolve("whole"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(first.message(), refused(ask(broken)).message());
    assertEquals(0, engine.opened());
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(() -> ask(broken).get() instanceof InferOutcome.Answered);
    assertEquals(State.READY, broken.availability().state());
  }

  @Test
  void whoGoesAwayIsToldAndTheOthersAreAnswered() throws Exception {
    Resident model = model(residency(60, Optional.empty()), "a", 10);
    CompletableFuture<InferOutcome> gone = new CompletableFuture<>();
    Ticket ticket = model.infer(request(Optional.empty()), gone::complete);
    CompletableFuture<InferOutcome> stays = ask(model);
    ticket.cancel();
    ticket.cancel();
    answered(stays);
    InferOutcome outcome = gone.get(10, TimeUnit.SECONDS);
    if (outcome instanceof InferOutcome.Refused(Reason reason, String message)) {
      assertEquals(Reason.CANCELLED, reason, message);
    }
  }

  @Test
  void whoGoesAwayHoldsNoThreadThatWaitsForRoom() throws Exception {
    Residency residency = residency(60, Optional.empty());
    Resident busy = model(residency, "busy", 40);
    busy.load();
    engine.gate().acquire();
    CompletableFuture<InferOutcome> running = ask(busy);
    await().until(() -> engine.running() == 1);
    Resident other = model(residency, "other", 40);
    Terms terms = Terms.usual();
    CompletableFuture<ModelException> waits = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> waits.complete(assertThrows(ModelException.class, () -> other.take(terms))));
    await().until(() -> other.availability().state() == State.LOADING);
    terms.cancel();
    assertEquals(ModelException.Fault.BUSY, waits.get(5, TimeUnit.SECONDS).fault());
    waiting.join();
    assertThrows(ModelException.class, () -> other.take(terms)); // whoever has gone stays so
    engine.gate().release();
    answered(running);
    other.take(Terms.usual()).done();
    assertEquals(2, engine.opened());
  }

  @Test
  void aRetiredModelEndsWhatItRunsAndTakesNoMore() throws Exception {
    Resident model = model(residency(60, Optional.empty()), "a", 10);
    model.load();
    engine.gate().acquire();
    CompletableFuture<InferOutcome> running = ask(model);
    model.letGo();
    assertEquals(1, engine.open());
    assertTrue(refused(ask(model)).message().contains("retired"));
    engine.gate().release();
    answered(running);
    await().until(() -> engine.open() == 0);
  }

  @Test
  void memoryGoesBackToTheSystem() throws Exception {
    Residency residency = residency(2_000, Optional.empty());
    answered(ask(model(residency, "first", 10)));
    long before = ProcessMemory.anonymousBytes().orElseThrow();
    List<Resident> models = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      models.add(model(residency, "model-" + i, 10));
      answered(ask(models.getLast()));
    }
    long full = ProcessMemory.anonymousBytes().orElseThrow();
    models.forEach(Resident::letGo);
    await()
        .until(() -> ProcessMemory.anonymousBytes().orElseThrow() - before < (full - before) / 2);
  }

  private static InferRequest request(Optional<Duration> patience) {
    return new InferRequest(
        Map.of("image", Tensor.allocate(ElementType.FLOAT32, 1, 3, 32, 32)),
        List.of(),
        InferRequest.USUAL,
        patience.map(time -> System.nanoTime() + time.toNanos()),
        Optional.empty());
  }

  private static CompletableFuture<InferOutcome> ask(Resident model) {
    return ask(model, Optional.empty());
  }

  private static CompletableFuture<InferOutcome> ask(Resident model, Optional<Duration> patience) {
    CompletableFuture<InferOutcome> future = new CompletableFuture<>();
    model.infer(request(patience), future::complete);
    return future;
  }

  private static void answered(CompletableFuture<InferOutcome> outcome) throws Exception {
    assertInstanceOf(InferOutcome.Answered.class, outcome.get(20, TimeUnit.SECONDS)).free();
  }

  private static InferOutcome.Refused refused(CompletableFuture<InferOutcome> outcome)
      throws Exception {
    return assertInstanceOf(InferOutcome.Refused.class, outcome.get(20, TimeUnit.SECONDS));
  }
}
