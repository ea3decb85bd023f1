package io.skerry.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.SessionOptions;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferRequest.Sequence;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Ticket;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are run together are answered as if each had run alone. */
final class BatchingTest {
  private final WatchedEngine engine = new WatchedEngine();
  private final InferenceStats stats = new InferenceStats();
  private final TensorPool pool = new TensorPool(1 << 24);
  private Duration idle = Duration.ofSeconds(60);
  private Session session;
  private Scheduler scheduler;

  private void start(String name, Hints hints) throws Exception {
    session = TestModels.open(engine, name);
    start(TestModels.plain(session), hints);
  }

  /** The size is given, so that no measurement decides about a test. */
  private void start(Tensors tensors, Hints hints) {
    BatchPlan found = new BatchTrial(session, tensors, 8, hints).plan();
    BatchPlan plan = BatchPlan.upTo(8, found.layout().orElseThrow(), found.padding(), "8");
    Limits limits = new Limits(1, 64, 8, 64, idle);
    scheduler =
        Schedulers.start("batched", "1", session, tensors, limits, stats, new Batching(plan, pool));
  }

  @AfterEach
  void stop() {
    scheduler.close();
    session.close();
    assertEquals(0, pool.lent());
    assertEquals(0, stats.pending());
    assertEquals(0, engine.closedInUse());
  }

  private Told submit(Map<String, Tensor> inputs, List<String> outputs, Optional<Sequence> step) {
    Told told = new Told();
    Ticket ignored =
        scheduler.submit(new InferRequest(inputs, outputs, 4, Optional.empty(), step), told);
    return told;
  }

  private Told submit(Map<String, Tensor> inputs) {
    return submit(inputs, List.of(), Optional.empty());
  }

  /** Occupies the only instance with a request of its own priority. */
  private Told hold(Map<String, Tensor> inputs) {
    engine.gate().acquireUninterruptibly();
    Told told = new Told();
    Ticket ignored =
        scheduler.submit(
            new InferRequest(inputs, List.of(), 0, Optional.empty(), Optional.empty()), told);
    Awaitility.await().until(() -> engine.running() == 1);
    return told;
  }

  private void same(Map<String, Tensor> inputs, Told told) throws Exception {
    Map<String, Tensor> expected = session.run(inputs);
    Map<String, Tensor> outputs = told.answered().outputs();
    assertTrue(
        Difference.of(expected, outputs) <= Difference.MOST,
        () -> expected + " and " + outputs + " differ");
    outputs.values().forEach(Tensor::free);
  }

  private static Map<String, Tensor> rows(Random random, int items) {
    Tensor x = Tensor.allocate(ElementType.FLOAT32, items, 8);
    for (int i = 0; i < items * 8; i++) {
      x.floats().put(i, random.nextFloat());
    }
    return Map.of("x", x);
  }

  @Test
  void whatWaitsTogetherRunsTogether() throws Exception {
    start("rows", Hints.NONE);
    Random random = new Random(1);
    Map<String, Tensor> first = rows(random, 1);
    Told held = hold(first);
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    for (int items : List.of(1, 2, 1, 3, 1)) {
      inputs.add(rows(random, items));
      told.add(submit(inputs.getLast()));
    }
    engine.gate().release();
    for (int i = 0; i < told.size(); i++) {
      same(inputs.get(i), told.get(i));
    }
    same(first, held);
    assertEquals(2, stats.executions());
    assertEquals(9, stats.inferences());
    assertEquals(1, stats.batches().get(8).count());
    assertEquals(6, stats.success().count());
  }

  @Test
  void otherShapesPrioritiesAndOutputsRunApart() throws Exception {
    start("tokens", Hints.NONE);
    Random random = new Random(2);
    Told held = hold(tokens(random, 3));
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    for (int length : List.of(5, 6, 5, 6)) {
      inputs.add(tokens(random, length));
      told.add(submit(inputs.getLast()));
    }
    engine.gate().release();
    for (int i = 0; i < told.size(); i++) {
      same(inputs.get(i), told.get(i));
    }
    held.answered();
    assertEquals(3, stats.executions());
  }

  @Test
  void anyAxisMayCount() throws Exception {
    start("columns", Hints.NONE);
    Random random = new Random(3);
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    for (int items : List.of(1, 1, 4, 2)) {
      Tensor x = Tensor.allocate(ElementType.FLOAT32, 3, 8, items);
      for (int i = 0; i < 24 * items; i++) {
        x.floats().put(i, random.nextFloat());
      }
      inputs.add(Map.of("x", x));
      told.add(told.isEmpty() ? hold(inputs.getLast()) : submit(inputs.getLast()));
    }
    engine.gate().release();
    for (int i = 0; i < told.size(); i++) {
      same(inputs.get(i), told.get(i));
    }
    assertEquals(2, stats.executions());
  }

  private static Map<String, Tensor> tokens(Random random, int length) {
    Tensor ids = Tensor.allocate(ElementType.INT64, 1, length);
    Tensor mask = Tensor.allocate(ElementType.INT64, 1, length);
    for (int i = 0; i < length; i++) {
      ids.bytes().putLong(i * 8, random.nextInt(32));
      mask.bytes().putLong(i * 8, 1);
    }
    return Map.of("ids", ids, "mask", mask);
  }

  @Test
  void raggedInputIsPaddedAndItsOutputsAreCutBack() throws Exception {
    start("tokens", new Hints(Map.of(), Optional.of(BatchTrialTest.tokens("ids", "mask"))));
    Random random = new Random(4);
    Told held = hold(tokens(random, 3));
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    for (int length : List.of(5, 8, 6, 2, 40, 3, 7)) { // buckets 8, 4, none
      inputs.add(tokens(random, length));
      told.add(submit(inputs.getLast()));
    }
    engine.gate().release();
    for (int i = 0; i < told.size(); i++) {
      same(inputs.get(i), told.get(i));
    }
    held.answered();
    assertEquals(4, stats.executions());
  }

  @Test
  void ifABatchFailsOnlyTheOneAtFaultDoes() throws Exception {
    start("tokens", Hints.NONE);
    Random random = new Random(5);
    Told held = hold(tokens(random, 4));
    Map<String, Tensor> good = tokens(random, 4);
    Map<String, Tensor> bad = tokens(random, 4);
    bad.get("ids").bytes().putLong(0, 99);
    Told first = submit(good);
    Told second = submit(bad);
    Told third = submit(good);
    engine.gate().release();
    same(good, first);
    assertEquals(Reason.INVALID, second.refused().reason());
    same(good, third);
    held.answered();
  }

  @Test
  void oneTakenBackIsDroppedFromItsBatch() throws Exception {
    start("rows", Hints.NONE);
    Map<String, Tensor> inputs = rows(new Random(6), 1);
    engine.gate().acquireUninterruptibly();
    Ticket ignored =
        scheduler.submit(
            new InferRequest(inputs, List.of(), 0, Optional.empty(), Optional.empty()),
            outcome -> engine.gate().acquireUninterruptibly()); // so that the batch waits too
    Awaitility.await().until(() -> engine.running() == 1);
    Told first = submit(inputs);
    Told second = new Told();
    Ticket ticket = scheduler.submit(InferRequest.of(inputs), second);
    engine.gate().release();
    Awaitility.await().until(() -> stats.pending() == 2 && engine.running() == 1);
    ticket.cancel();
    assertEquals(0, second.times());
    engine.gate().release();
    same(inputs, first);
    assertEquals(Reason.CANCELLED, second.refused().reason());
    assertEquals(2, stats.executions());
  }

  @Test
  void theTimerFreesTheStateOfForgottenSequences() throws Exception {
    idle = Duration.ofMillis(300);
    session = TestModels.open(engine, "counter");
    start(SequencesTest.counter(session), Hints.NONE);
    Told held = hold(SequencesTest.x(1));
    List<Told> told = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      told.add(submit(SequencesTest.x(1), List.of(), Optional.of(new Sequence(id, true, false))));
    }
    engine.gate().release();
    held.answered();
    for (Told each : told) {
      each.answered().free();
    }
    assertEquals(2, stats.executions());
    assertEquals(3, pool.lent());
    Awaitility.await().until(() -> pool.lent() == 0);
    assertEquals(0, scheduler.sequences());
  }

  @Test
  void stepsOfDifferentSequencesRunTogetherWithTheirStates() throws Exception {
    session =
        engine.open(Path.of("../models/voice-activity/voice-activity.onnx"), new SessionOptions(1));
    Tensor sample = Tensor.allocate(ElementType.FLOAT32, 1, 576);
    sample.floats().put(7, 0.5f);
    start(BatchTrialTest.voice(session), new Hints(Map.of("input", sample), Optional.empty()));
    int sequences = 6;
    int steps = 5;
    Random random = new Random(7);
    Map<String, List<Map<String, Tensor>>> inputs = new HashMap<>();
    List<Map<String, Told>> told = new ArrayList<>();
    Told held = hold(Map.of("input", sample));
    for (int step = 0; step < steps; step++) {
      told.add(new HashMap<>());
      for (int i = 0; i < sequences; i++) {
        Tensor window = Tensor.allocate(ElementType.FLOAT32, 1, 576);
        for (int k = 0; k < 576; k++) {
          window.floats().put(k, random.nextFloat() - 0.5f);
        }
        String id = "s" + i;
        Map<String, Tensor> given = Map.of("input", window);
        inputs.computeIfAbsent(id, key -> new ArrayList<>()).add(given);
        Sequence sequence = new Sequence(id, step == 0, step == steps - 1);
        told.getLast().put(id, submit(given, List.of(), Optional.of(sequence)));
      }
    }
    engine.gate().release();
    held.answered();
    for (String id : inputs.keySet()) {
      Tensor state = Tensor.allocate(ElementType.FLOAT32, 2, 1, 128);
      Tensor rate = Tensor.allocate(ElementType.INT64);
      rate.bytes().putLong(0, 16_000);
      for (int step = 0; step < steps; step++) {
        Tensor window = inputs.get(id).get(step).get("input");
        Map<String, Tensor> expected =
            session.run(Map.of("input", window, "state", state, "sr", rate));
        Map<String, Tensor> outputs = told.get(step).get(id).answered().outputs();
        float apart =
            expected.get("output").floats().get(0) - outputs.get("output").floats().get(0);
        assertEquals(0, apart, 1e-5);
        outputs.values().forEach(Tensor::free);
        state = expected.get("stateN");
      }
    }
    assertEquals(0, scheduler.sequences());
    assertTrue(stats.executions() <= 2 + 2 * steps, stats.executions() + " runs");
  }
}
