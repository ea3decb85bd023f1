package io.skerry.agent.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.TensorRt.Range;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changing over from one real session to another, while both are used. */
final class UpgradingSessionTest {
  private static final Path MODEL =
      Path.of("..", "models", "image-classifier", "image-classifier.onnx");
  private static final Map<String, Range> FOUR =
      Map.of(
          "image", new Range(List.of(1, 3, 32, 32), List.of(4, 3, 32, 32), List.of(4, 3, 32, 32)));
  private static final Agreement AGREES = session -> Optional.empty();

  private final WatchedEngine engine = new WatchedEngine();
  private final ExecutorService builds = Executors.newSingleThreadExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicInteger better = new AtomicInteger();

  @AfterEach
  void nothingStaysOpen() throws Exception {
    mayEnd.countDown();
    builds.close();
    assertEquals(0, engine.open());
    assertEquals(0, engine.closedInUse());
  }

  @Test
  void theFirstServesUntilTheBetterOneIsThere() throws Exception {
    try (UpgradingSession session = start(AGREES, Map.of())) {
      begun.await();
      float[] before = run(session, 1);
      assertEquals(0, better.get());
      assertEquals(
          Optional.of("building a better engine 25 %, ONNX Runtime CPU serves"),
          session.progress());
      assertEquals(OptionalDouble.of(0.25), session.built());
      mayEnd.countDown();
      await().until(() -> session.progress().isEmpty());
      assertEquals(OptionalDouble.of(1), session.built());
      assertArrayEquals(before, run(session, 1));
      assertEquals(1, better.get());
      assertEquals(1, engine.open(), "the first is closed");
    }
  }

  @Test
  void otherAnswersAreNotTaken() throws Exception {
    try (UpgradingSession session =
        start(made -> Optional.of("golden sample cat: element 7 differs"), Map.of())) {
      mayEnd.countDown();
      await().until(() -> !session.progress().orElse("").startsWith("building"));
      await().until(() -> engine.open() == 1);
      assertEquals(
          Optional.of(
              "ONNX Runtime CPU serves, a better engine gives other answers: golden sample cat:"
                  + " element 7 differs"),
          session.progress());
      assertEquals(OptionalDouble.empty(), session.built());
      run(session, 1);
      assertEquals(0, better.get());
    }
  }

  @Test
  void afterAFaultTheFirstServesOn() throws Exception {
    List<Throwable> faults =
        List.of(
            new EngineException("no room"),
            new UnsatisfiedLinkError("no room"),
            new IllegalStateException("no room"));
    for (Throwable fault : faults) {
      UpgradingSession.Upgrade failing = upgrade(progress -> sneak(fault));
      try (Session session =
          UpgradingSession.start(engine.open(MODEL, one()), failing, AGREES, Runnable::run)) {
        assertEquals(
            Optional.of("ONNX Runtime CPU serves, a better engine can't be had: no room"),
            session.progress());
        run(session, 1);
      }
    }
  }

  @Test
  void noRequestFailsWhileItChangesOver() throws Exception {
    UpgradingSession session = start(AGREES, Map.of());
    AtomicBoolean stop = new AtomicBoolean();
    float[] expected = run(session, 1);
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        runs.add(
            callers.submit(
                () -> {
                  int count = 0;
                  for (; !stop.get(); count++) {
                    assertArrayEquals(expected, run(session, 1));
                  }
                  return count;
                }));
      }
      begun.await();
      mayEnd.countDown();
      await().until(() -> better.get() > 50);
      stop.set(true);
      for (Future<Integer> each : runs) {
        assertTrue(each.get() > 0);
      }
    }
    session.close();
    assertThrows(IllegalStateException.class, () -> run(session, 1));
  }

  @Test
  void shapesOutsideTheBetterOnesGoToTheFirst() throws Exception {
    try (UpgradingSession session = start(AGREES, FOUR)) {
      mayEnd.countDown();
      await().until(() -> session.progress().orElse("").contains("outside"));
      run(session, 4);
      assertEquals(1, better.get());
      run(session, 5);
      assertEquals(1, better.get());
      assertEquals(2, engine.open());
    }
  }

  @Test
  void closingBreaksTheBuildOff() throws Exception {
    UpgradingSession session = start(AGREES, Map.of());
    begun.await();
    session.close();
    session.close();
    mayEnd.countDown();
    builds.submit(() -> {}).get();
    assertEquals(0, engine.open());
  }

  @Test
  void whatIsAtHandServesAloneIfItTakesEverything() throws Exception {
    PartialSession kept = made(Map.of());
    try (Session session = TensorRtEngine.open(source(kept), AGREES, this::first, builds)) {
      assertSame(kept, session);
      assertEquals(1, engine.opened());
    }
    try (Session session = TensorRtEngine.open(source(made(FOUR)), AGREES, this::first, builds)) {
      run(session, 4);
      run(session, 5);
      assertEquals(1, better.get());
    }
    Agreement differs = made -> Optional.of("element 7");
    try (Session session =
        TensorRtEngine.open(source(made(Map.of())), differs, this::first, builds)) {
      run(session, 1);
      assertEquals(1, better.get());
      assertTrue(session.progress().orElseThrow().endsWith("gives other answers: element 7"));
    }
    PartialSession lost = made(FOUR);
    assertThrows(
        EngineException.class,
        () ->
            TensorRtEngine.open(
                source(lost), AGREES, () -> engine.open(Path.of("absent"), one()), builds));
  }

  @Test
  void beforeItsTurnItWaits() throws Exception {
    CountDownLatch turn = new CountDownLatch(1);
    builds.execute(() -> awaitTurn(turn));
    try (UpgradingSession session = start(AGREES, Map.of())) {
      assertEquals(
          Optional.of("waits to build a better engine, ONNX Runtime CPU serves"),
          session.progress());
      assertEquals(OptionalDouble.of(0), session.built());
      turn.countDown();
      begun.await();
      assertEquals(OptionalDouble.of(0.25), session.built());
    }
  }

  private static void awaitTurn(CountDownLatch turn) {
    try {
      turn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Session first() throws EngineException {
    return engine.open(MODEL, one());
  }

  private UpgradingSession start(Agreement agreement, Map<String, Range> ranges)
      throws EngineException {
    return UpgradingSession.start(
        engine.open(MODEL, one()),
        upgrade(
            progress -> {
              progress.begin("engine", 4);
              progress.step("engine");
              begun.countDown();
              mayEnd.await();
              if (progress.cancelled()) {
                throw new EngineException("broken off");
              }
              return made(ranges);
            }),
        agreement,
        builds);
  }

  /** A session of the same model that counts what it runs. */
  private PartialSession made(Map<String, Range> ranges) throws EngineException {
    Session session = engine.open(MODEL, one());
    return new PartialSession() {
      private final RangedSession ranged = new RangedSession(session, ranges);

      @Override
      public boolean whole() {
        return ranged.whole();
      }

      @Override
      public boolean takes(Map<String, Tensor> inputs) {
        return ranged.takes(inputs);
      }

      @Override
      public List<Tensors.Spec> inputs() {
        return ranged.inputs();
      }

      @Override
      public List<Tensors.Spec> outputs() {
        return ranged.outputs();
      }

      @Override
      public Map<String, Tensor> run(
          Map<String, Tensor> inputs, List<String> wanted, Cancellation cancellation)
          throws EngineException {
        better.incrementAndGet();
        return ranged.run(inputs, wanted, cancellation);
      }

      @Override
      public void close() {
        ranged.close();
      }
    };
  }

  /** Makes a session, or fails in any way. */
  private interface Making {
    PartialSession make(BuildProgress progress) throws EngineException, InterruptedException;
  }

  private static EngineSource upgrade(Making making) {
    return new EngineSource() {
      @Override
      public String name() {
        return "a better engine";
      }

      @Override
      public String meanwhile() {
        return "ONNX Runtime CPU";
      }

      @Override
      public PartialSession make(BuildProgress progress) throws EngineException {
        try {
          return making.make(progress);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public Optional<PartialSession> kept() {
        return Optional.empty();
      }
    };
  }

  private static EngineSource source(PartialSession kept) {
    return new EngineSource() {
      @Override
      public String name() {
        return "a better engine";
      }

      @Override
      public String meanwhile() {
        return "ONNX Runtime CPU";
      }

      @Override
      public PartialSession make(BuildProgress progress) {
        throw new IllegalStateException("not asked for");
      }

      @Override
      public Optional<PartialSession> kept() {
        return Optional.of(kept);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> PartialSession sneak(Throwable fault) throws T {
    throw (T) fault;
  }

  private static SessionOptions one() {
    return new SessionOptions(1);
  }

  private static float[] run(Session session, int batch) throws EngineException {
    Tensor image = Tensor.allocate(ElementType.FLOAT32, batch, 3, 32, 32);
    Tensor logits = session.run(Map.of("image", image)).get("logits");
    float[] values = new float[logits.size()];
    logits.floats().get(values);
    logits.free();
    return values;
  }
}
