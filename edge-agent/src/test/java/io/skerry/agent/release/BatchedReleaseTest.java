package io.skerry.agent.release;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Engines;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Served;
import io.skerry.agent.model.Examples;
import io.skerry.protocol.manifest.ElementType;
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

/** What releases gain by batches, as measured when they are loaded. */
@Timeout(60)
final class BatchedReleaseTest {
  private static final int CALLERS = 16;
  private static final int STEPS = 12;
  private static final int SAMPLES = 576;

  private final Bench bench = new Bench(Map.of());

  @AfterEach
  void close() {
    bench.close();
    await().until(() -> bench.engine.open() == 0);
    assertEquals(0, bench.engine.closedInUse());
  }

  @Test
  void callersAtOnceAreRunTogetherAndGetWhatEachGetsAlone() throws Exception {
    bench.activate(Examples.voice("1.0.0"), Map.of());
    Served voice =
        bench.models.catalogue().find("audio/voice-activity", Optional.empty()).orElseThrow();
    bench.engine.gate().acquire();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<List<Float>>> told = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        told.add(callers.submit((Callable<List<Float>>) () -> ask(voice, caller)));
      }
      await().until(() -> voice.stats().pending() == CALLERS);
      bench.engine.gate().release();
      for (int i = 0; i < CALLERS; i++) {
        List<Float> expected = alone(i);
        for (int step = 0; step < STEPS; step++) {
          assertEquals(expected.get(step), told.get(i).get().get(step), 1e-5);
        }
      }
    }
    assertEquals(CALLERS * STEPS, voice.stats().inferences());
    assertTrue(voice.stats().executions() < CALLERS * STEPS);
    assertTrue(
        voice.stats().batches().keySet().stream().anyMatch(size -> size > 1),
        () -> bench.models.list().getFirst().model().plan());
  }

  @Test
  void aSwapToTheSameFileMeasuresNothingAnew() throws Exception {
    bench.activate(Examples.voice("1.0.0"), Map.of());
    int measured = bench.engine.runs();
    String plan = bench.models.list().getFirst().model().plan();
    assertTrue(plan.startsWith("up to "), plan);
    bench.activate(Examples.voice("1.0.1"), Map.of());
    assertEquals(plan, bench.models.list().getFirst().model().plan());
    int proved = bench.engine.runs() - measured;
    assertTrue(proved < 10 && measured > proved + 20, measured + " runs, then " + proved);
  }

  /** Asks all steps of a sequence, one after the other; what came of each. */
  private static List<Float> ask(Served served, int caller) throws Exception {
    List<Float> told = new ArrayList<>();
    Random random = new Random(caller);
    for (int step = 0; step < STEPS; step++) {
      InferRequest request =
          new InferRequest(
              Map.of("input", window(random)),
              List.of(),
              InferRequest.USUAL,
              Optional.empty(),
              Optional.of(
                  new InferRequest.Sequence("caller-" + caller, step == 0, step == STEPS - 1)));
      CompletableFuture<InferOutcome> outcome = new CompletableFuture<>();
      served.infer(request, outcome::complete);
      InferOutcome.Answered answered =
          assertInstanceOf(InferOutcome.Answered.class, outcome.get(30, TimeUnit.SECONDS));
      told.add(answered.outputs().get("output").floats().get(0));
      answered.free();
    }
    return told;
  }

  /** The same by the engine itself. */
  private static List<Float> alone(int caller) throws Exception {
    List<Float> told = new ArrayList<>();
    Random random = new Random(caller);
    Tensor state = Tensor.allocate(ElementType.FLOAT32, 2, 1, 128);
    Tensor rate = Tensor.allocate(ElementType.INT64);
    rate.bytes().putLong(0, 16_000);
    try (Session session =
        Engines.onnxRuntime()
            .open(
                Examples.TOP.resolve("models/voice-activity/voice-activity.onnx"),
                new SessionOptions(1))) {
      for (int step = 0; step < STEPS; step++) {
        Map<String, Tensor> outputs =
            session.run(Map.of("input", window(random), "state", state, "sr", rate));
        told.add(outputs.get("output").floats().get(0));
        state.free();
        state = outputs.get("stateN");
        outputs.get("output").free();
      }
      state.free();
    }
    return told;
  }

  private static Tensor window(Random random) {
    Tensor window = Tensor.allocate(ElementType.FLOAT32, 1, SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
      window.floats().put(i, random.nextFloat() - 0.5f);
    }
    return window;
  }
}
