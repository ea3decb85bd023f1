package io.skerry.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferRequest.Sequence;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Ticket;
import io.skerry.protocol.manifest.Decimal;
import io.skerry.protocol.manifest.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** State from step to step: a running sum, each step of which adds x and the constant 100. */
final class SequencesTest {
  private final WatchedEngine engine = new WatchedEngine();
  private final InferenceStats stats = new InferenceStats();
  private final AtomicLong clock = new AtomicLong();
  private Session session;
  private ModelScheduler scheduler;

  @BeforeEach
  void start() throws Exception {
    session = TestModels.open(engine, "counter");
    scheduler = start(1, 3);
  }

  private ModelScheduler start(int instances, int sequences) {
    Limits limits = new Limits(instances, 64, 1, sequences, Duration.ofSeconds(60));
    return new ModelScheduler(
        new ServedModel("counter", "1", session, counter(session)),
        limits,
        stats,
        Batching.none(),
        clock::get);
  }

  static Tensors counter(Session session) {
    return new Tensors(
        session.inputs(),
        session.outputs(),
        List.of(new Tensors.StatePair("next", "state")),
        List.of(new Tensors.Constant("k", new Decimal("100"))));
  }

  @AfterEach
  void stop() {
    scheduler.close();
    assertEquals(0, scheduler.sequences());
    session.close();
    assertEquals(0, engine.closedInUse());
    assertEquals(0, stats.pending());
  }

  static Map<String, Tensor> x(float value) {
    return Map.of("x", TestModels.floats(new long[] {1, 4}, value, 0, 0, 0));
  }

  private Told step(String id, float value, boolean start, boolean end, String... outputs) {
    Told told = new Told();
    InferRequest request =
        new InferRequest(
            x(value),
            List.of(outputs),
            4,
            Optional.empty(),
            Optional.of(new Sequence(id, start, end)));
    Ticket ignored = scheduler.submit(request, told);
    return told;
  }

  private static float sum(Told told) throws Exception {
    Map<String, Tensor> outputs = told.answered().outputs();
    assertEquals(List.of("y"), List.copyOf(outputs.keySet()));
    return outputs.get("y").floats().get(0);
  }

  @Test
  void stateGoesFromStepToStepAndEndsWithTheSequence() throws Exception {
    assertEquals(101, sum(step("a", 1, true, false)));
    assertEquals(501, sum(step("b", 401, true, false)));
    assertEquals(203, sum(step("a", 2, false, false)));
    assertTrue(scheduler.knows("a"));
    assertEquals(2, scheduler.sequences());
    assertEquals(306, sum(step("a", 3, false, true)));
    assertFalse(scheduler.knows("a"));
    Told unknown = step("a", 4, false, false);
    assertEquals(Reason.INVALID, unknown.refused().reason());
    assertEquals(
        "sequence a is not known here (it timed out or never started); begin with sequence_start",
        unknown.refused().message());
    assertEquals(601, sum(step("b", 0, false, true)));
  }

  @Test
  void startBeginsAnew() throws Exception {
    sum(step("a", 1, true, false));
    assertEquals(105, sum(step("a", 5, true, false)));
    assertEquals(205, sum(step("a", 0, false, false)));
  }

  @Test
  void stepsThatWaitSeeWhatThoseBeforeThemLeft() throws Exception {
    engine.gate().acquireUninterruptibly();
    Told start = step("a", 1, true, false);
    Told end = step("a", 2, false, true);
    Told after = step("a", 3, false, false);
    Told again = step("a", 4, true, false);
    engine.gate().release();
    assertEquals(101, sum(start));
    assertEquals(203, sum(end));
    assertEquals(Reason.INVALID, after.refused().reason());
    assertEquals(104, sum(again));
  }

  @Test
  void othersGoOnWhileOneSequenceIsBusy() throws Exception {
    scheduler.close();
    scheduler = start(2, 3);
    engine.gate().acquireUninterruptibly();
    List<Told> all = new ArrayList<>();
    all.add(step("a", 0, true, false));
    for (int i = 0; i < 8; i++) {
      all.add(step("a", 0, false, false));
    }
    Told other = step("b", 7, true, false);
    Awaitility.await().until(() -> engine.running() == 2);
    engine.gate().release();
    assertEquals(107, sum(other));
    for (int i = 0; i < all.size(); i++) {
      assertEquals(100 * (i + 1), sum(all.get(i)));
    }
  }

  @Test
  void noMoreSequencesThanAllowed() throws Exception {
    sum(step("a", 0, true, false));
    sum(step("b", 0, true, false));
    sum(step("c", 0, true, false));
    assertEquals(Reason.BUSY, step("d", 0, true, false).refused().reason());
    sum(step("b", 0, false, true));
    sum(step("d", 0, true, false));
  }

  @Test
  void idleSequencesAreForgotten() throws Exception {
    sum(step("a", 0, true, false));
    clock.addAndGet(Duration.ofSeconds(30).toNanos());
    sum(step("b", 0, true, false));
    clock.addAndGet(Duration.ofSeconds(30).toNanos());
    assertFalse(scheduler.knows("a"));
    assertTrue(scheduler.knows("b"));
    assertEquals(1, scheduler.sequences());
    assertEquals(Reason.INVALID, step("a", 0, false, false).refused().reason());
  }

  @Test
  void aStepThatFailsOrIsTakenBackLeavesTheState() throws Exception {
    sum(step("a", 1, true, false));
    engine.faulty(true);
    assertEquals(Reason.FAILED, step("a", 50, false, true).refused().reason());
    assertEquals(Reason.FAILED, step("b", 50, true, false).refused().reason());
    engine.faulty(false);
    assertTrue(scheduler.knows("a"));
    assertFalse(scheduler.knows("b"));
    engine.gate().acquireUninterruptibly();
    Told told = new Told();
    InferRequest request =
        new InferRequest(
            x(70), List.of(), 4, Optional.empty(), Optional.of(new Sequence("a", false, false)));
    Ticket ticket = scheduler.submit(request, told);
    Awaitility.await().until(() -> engine.running() == 1);
    ticket.cancel();
    Told next = step("a", 2, false, false);
    engine.gate().release();
    assertEquals(Reason.CANCELLED, told.refused().reason());
    assertEquals(203, sum(next));
  }

  @Test
  void aStepTakenBackWhileItWaitsLetsTheNextOneCome() throws Exception {
    engine.gate().acquireUninterruptibly();
    Told first = step("a", 1, true, false);
    Awaitility.await().until(() -> engine.running() == 1);
    List<Ticket> tickets = new ArrayList<>();
    for (String id : List.of("a", "b")) {
      InferRequest request =
          new InferRequest(
              x(9), List.of(), 4, Optional.empty(), Optional.of(new Sequence(id, true, false)));
      tickets.add(scheduler.submit(request, new Told()));
    }
    Told onA = step("a", 2, false, false);
    Told onB = step("b", 2, false, false);
    tickets.forEach(Ticket::cancel);
    engine.gate().release();
    assertEquals(101, sum(first));
    assertEquals(203, sum(onA));
    assertEquals(Reason.INVALID, onB.refused().reason());
    assertFalse(scheduler.knows("b"));
  }

  @Test
  void stateIsToldOnlyIfAskedForByName() throws Exception {
    Map<String, Tensor> outputs = step("a", 1, true, false, "next", "y").answered().outputs();
    assertEquals(List.of("next", "y"), List.copyOf(outputs.keySet()));
    assertArrayEquals(new long[] {2, 1, 4}, outputs.get("next").shape());
    outputs.values().forEach(Tensor::free);
    assertEquals(203, sum(step("a", 2, false, false)));
  }

  @Test
  void withoutASequenceItIsOneStepFromZeroOrFromTheCallersState() throws Exception {
    Told told = new Told();
    Ticket ignored = scheduler.submit(InferRequest.of(x(5)), told);
    assertEquals(105, sum(told));
    Map<String, Tensor> inputs = new HashMap<>(x(5));
    inputs.put("state", TestModels.floats(new long[] {2, 1, 4}, 7, 0, 0, 0, 0, 0, 0, 0));
    Map<String, Tensor> outputs = scheduler.run(inputs, 0);
    assertEquals(List.of("y", "next"), List.copyOf(outputs.keySet()));
    assertEquals(112, outputs.get("y").floats().get(0));
    assertEquals(0, scheduler.sequences());
    Told both = new Told();
    Ticket unusedToo =
        scheduler.submit(
            new InferRequest(
                inputs,
                List.of(),
                4,
                Optional.empty(),
                Optional.of(new Sequence("a", true, false))),
            both);
    assertEquals(Reason.INVALID, both.refused().reason());
  }

  @Test
  void severalItemsHaveStateOfTheirSize() throws Exception {
    Map<String, Tensor> two =
        Map.of("x", TestModels.floats(new long[] {2, 4}, 1, 0, 0, 0, 2, 0, 0, 0));
    Told told = new Told();
    Ticket ignored = scheduler.submit(InferRequest.of(two), told);
    assertEquals(102, told.answered().outputs().get("y").floats().get(4));
  }

  @Test
  void aModelWithoutStateTakesNoSequence() throws Exception {
    try (Session rows = TestModels.open(engine, "rows");
        Scheduler stateless =
            Schedulers.start(
                "rows", "1", rows, TestModels.plain(rows), Limits.forThisMachine(), stats)) {
      Told told = new Told();
      Ticket ignored =
          stateless.submit(
              new InferRequest(
                  TestModels.row(1),
                  List.of(),
                  4,
                  Optional.empty(),
                  Optional.of(new Sequence("a", true, false))),
              told);
      assertEquals(Reason.INVALID, told.refused().reason());
    }
  }
}
