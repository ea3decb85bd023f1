package io.skerry.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Cancellation;
import io.skerry.agent.engine.EngineException;
import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferOutcome.Reason;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.RunTimes;
import io.skerry.agent.infer.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue, its threads and every way a request can end. */
final class SchedulerTest {
  private final WatchedEngine engine = new WatchedEngine();
  private final InferenceStats stats = new InferenceStats();
  private Session session;
  private Scheduler scheduler;

  @BeforeEach
  void start() throws Exception {
    session = TestModels.open(engine, "rows");
    scheduler = start(1, 4);
  }

  private Scheduler start(int instances, int queue) {
    return Schedulers.start(
        "rows",
        "1.2.3",
        session,
        TestModels.plain(session),
        new Limits(instances, queue, 1, 1, Duration.ofSeconds(60)),
        stats);
  }

  @AfterEach
  void stop() {
    if (engine.gate().availablePermits() == 0) {
      engine.gate().release(); // a test that failed meanwhile must not hang
    }
    scheduler.close();
    session.close();
    Awaitility.await().until(() -> threads() == 0);
    assertEquals(0, engine.closedInUse());
    assertEquals(0, stats.pending());
  }

  private static InferRequest request(float first, int priority, Optional<Long> deadline) {
    return new InferRequest(TestModels.row(first), List.of(), priority, deadline, Optional.empty());
  }

  private Told submit(float first, int priority) {
    Told told = new Told();
    Ticket ignored = scheduler.submit(request(first, priority, Optional.empty()), told);
    return told;
  }

  /** Holds the only instance in a run until the gate is released. */
  private Told hold() {
    engine.gate().acquireUninterruptibly();
    Told told = submit(0, 4);
    Awaitility.await().until(() -> engine.running() == 1);
    return told;
  }

  @Test
  void answersAsTheSessionDoes() throws Exception {
    InferOutcome.Answered answer = submit(3, 4).answered();
    Map<String, Tensor> expected = session.run(TestModels.row(3));
    assertEquals("1.2.3", answer.version());
    assertEquals(List.of("y", "top", "place"), List.copyOf(answer.outputs().keySet()));
    assertArrayEquals(
        TestModels.values(expected.get("y")), TestModels.values(answer.outputs().get("y")));
    assertEquals(1, stats.success().count());
    assertEquals(1, stats.executions());
    assertTrue(stats.compute().nanos() > 0);
    assertEquals(
        stats.success().nanos(),
        stats.queue().nanos()
            + stats.input().nanos()
            + stats.compute().nanos()
            + stats.output().nanos());
  }

  @Test
  void theUrgentGoFirstAndAmongThemTheEarlier() throws Exception {
    Told held = hold();
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(4);
    record Given(String name, int priority) {}
    for (Given given :
        List.of(new Given("a", 4), new Given("b", 7), new Given("c", 0), new Given("d", 4))) {
      Ticket ignored =
          scheduler.submit(
              request(1, given.priority(), Optional.empty()),
              outcome -> {
                order.add(given.name());
                all.countDown();
              });
    }
    engine.gate().release();
    all.await();
    held.answered();
    assertEquals(List.of("c", "a", "d", "b"), order);
  }

  @Test
  void aFullQueueRefusesAtOnceOnTheCallersThread() throws Exception {
    Told held = hold();
    List<Told> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(submit(i, 4));
    }
    Told refused = submit(9, 0);
    assertEquals(1, refused.times());
    assertEquals(Reason.BUSY, refused.refused().reason());
    assertSame(Thread.currentThread(), refused.teller());
    engine.gate().release();
    held.answered();
    for (Told told : waiting) {
      told.answered();
    }
    assertEquals(1, stats.failure().count());
  }

  @Test
  void whatWaitsIsTakenBackAtOnceAndFreesItsPlace() throws Exception {
    Told held = hold();
    for (int i = 0; i < 3; i++) {
      submit(i, 4);
    }
    Told cancelled = new Told();
    Ticket ticket = scheduler.submit(request(1, 4, Optional.empty()), cancelled);
    ticket.cancel();
    ticket.cancel();
    assertEquals(Reason.CANCELLED, cancelled.refused().reason());
    Told next = submit(5, 4);
    assertEquals(0, next.times());
    engine.gate().release();
    next.answered();
    held.answered();
    assertEquals(1, cancelled.times());
  }

  @Test
  void whatRunsIsBrokenOff() throws Exception {
    engine.gate().acquireUninterruptibly();
    Told told = new Told();
    Ticket ticket = scheduler.submit(request(1, 4, Optional.empty()), told);
    Awaitility.await().until(() -> engine.running() == 1);
    ticket.cancel();
    engine.gate().release();
    assertEquals(Reason.CANCELLED, told.refused().reason());
    assertEquals(0, stats.executions()); // the engine knew
    ticket.cancel();
    assertEquals(1, told.times());
  }

  @Test
  void theLateAreRefusedWhileTheInstanceIsBusy() throws Exception {
    Told held = hold();
    long soon = System.nanoTime() + Duration.ofMillis(30).toNanos();
    Told late = new Told();
    Ticket ignored = scheduler.submit(request(1, 0, Optional.of(soon)), late);
    assertEquals(Reason.LATE, late.refused().reason());
    assertTrue(System.nanoTime() - soon >= 0);
    assertEquals(0, held.times());
    Told past = new Told();
    Ticket other = scheduler.submit(request(1, 0, Optional.of(soon)), past);
    assertSame(Ticket.FINAL, other);
    assertEquals(1, past.times());
    engine.gate().release();
    held.answered();
  }

  @Test
  void aFailedRunFailsItsRequestAndTheThreadGoesOn() throws Exception {
    Told bad = new Told();
    Map<String, Tensor> wrong = Map.of("x", TestModels.floats(new long[] {1, 7}, new float[7]));
    Ticket ignored = scheduler.submit(InferRequest.of(wrong), bad);
    assertEquals(Reason.INVALID, bad.refused().reason());
    submit(1, 4).answered();
    engine.error(new StackOverflowError("made"));
    assertEquals(Reason.FAILED, submit(1, 4).refused().reason());
    engine.error(null);
    submit(1, 4).answered();
  }

  @Test
  void whoWatchesIsToldTheTimesOfARunAndOfAFailedOne() throws Exception {
    List<RunTimes> seen = new ArrayList<>();
    InferRequest watched = InferRequest.of(TestModels.row(1)).watchedBy(seen::add);
    Told first = new Told();
    Ticket one = scheduler.submit(watched, first);
    first.answered();
    engine.error(new StackOverflowError("made"));
    Told second = new Told();
    Ticket two = scheduler.submit(watched, second);
    assertEquals(Reason.FAILED, second.refused().reason());
    assertEquals(2, seen.size(), one + " and " + two);
    for (RunTimes times : seen) {
      assertEquals(1, times.items());
      assertTrue(times.arrived() - times.taken() <= 0, times::toString);
      assertTrue(times.taken() - times.prepared() <= 0, times::toString);
      assertTrue(times.prepared() - times.computed() <= 0, times::toString);
    }
  }

  @Test
  void whoWatchesIsToldNothingOfWhatDidNotRun() throws Exception {
    List<RunTimes> seen = new ArrayList<>();
    Told told = new Told();
    Map<String, Tensor> inputs = TestModels.row(1);
    InferRequest late =
        new InferRequest(
            inputs, List.of(), 4, Optional.of(System.nanoTime() - 1), Optional.empty());
    Ticket ticket = scheduler.submit(late.watchedBy(seen::add), told);
    assertEquals(Reason.LATE, told.refused().reason());
    assertEquals(List.of(), seen, ticket::toString);
  }

  @Test
  void aFaultyListenerDoesNotStopTheThread() throws Exception {
    Told told = new Told();
    Ticket ignored =
        scheduler.submit(
            InferRequest.of(TestModels.row(1))
                .watchedBy(
                    times -> {
                      throw new AssertionError("made");
                    }),
            told);
    told.answered();
    submit(1, 4).answered();
  }

  @Test
  void aFaultyCompletionDoesNotStopTheThread() throws Exception {
    Ticket ignored =
        scheduler.submit(
            InferRequest.of(TestModels.row(1)),
            outcome -> {
              throw new AssertionError("made");
            });
    submit(1, 4).answered();
  }

  @Test
  void threadsComeWithDemandAndNeverMoreThanInstances() throws Exception {
    scheduler.close();
    scheduler = start(3, 16);
    assertEquals(0, threads());
    for (int i = 0; i < 20; i++) {
      submit(i, 4).answered();
    }
    assertTrue(threads() <= 2, threads() + " threads for one caller");
    engine.gate().acquireUninterruptibly();
    List<Told> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(submit(i, 4));
    }
    Awaitility.await().until(() -> engine.running() == 3);
    assertEquals(3, threads());
    engine.gate().release();
    for (Told told : all) {
      told.answered();
    }
    scheduler.close();
    Awaitility.await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("infer-rows-"))
        .count();
  }

  @Test
  void runWaitsForItsOutputs() throws Exception {
    assertArrayEquals(
        TestModels.values(session.run(TestModels.row(2)).get("y")),
        TestModels.values(scheduler.run(TestModels.row(2), 0).get("y")));
    assertEquals(0, threads());
    Map<String, Tensor> wrong = Map.of("x", TestModels.floats(new long[] {1, 7}, new float[7]));
    assertThrows(EngineException.class, () -> scheduler.run(wrong, 0));
    Told held = hold();
    Thread caller = Thread.ofPlatform().start(() -> runQuietly());
    Awaitility.await().until(() -> stats.pending() == 2);
    engine.gate().release();
    held.answered();
    caller.join();
    assertEquals(4 - 1, stats.success().count());
  }

  private void runQuietly() {
    try {
      scheduler.run(TestModels.row(2), 0);
    } catch (EngineException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRunIsTakenBackBeforeWhileItWaitsAndWhileItRuns() throws Exception {
    Cancellation before = new Cancellation();
    before.cancel();
    assertTrue(takenBack(before).refused());
    assertEquals(0, engine.runs());
    Told held = hold();
    Cancellation waits = new Cancellation();
    CompletableFuture<EngineException> waiting =
        CompletableFuture.supplyAsync(() -> takenBack(waits));
    Awaitility.await().until(() -> stats.pending() == 2);
    waits.cancel();
    assertTrue(waiting.get().refused());
    engine.gate().release();
    held.answered();
    engine.gate().acquire();
    Cancellation runs = new Cancellation();
    CompletableFuture<EngineException> running =
        CompletableFuture.supplyAsync(() -> takenBack(runs));
    Awaitility.await().until(() -> engine.running() == 1);
    runs.cancel();
    engine.gate().release();
    assertTrue(running.get().refused());
    assertEquals(3, stats.failures(InferOutcome.Reason.CANCELLED));
  }

  private EngineException takenBack(Cancellation cancellation) {
    InferRequest request = request(2, 0, Optional.empty());
    return assertThrows(EngineException.class, () -> scheduler.run(request, cancellation));
  }

  @Test
  void aRunThatIsLateDoesNotBegin() {
    InferRequest request = request(2, 0, Optional.of(System.nanoTime() - 1));
    EngineException late =
        assertThrows(EngineException.class, () -> scheduler.run(request, new Cancellation()));
    assertTrue(late.late());
    assertEquals(0, engine.runs());
  }

  @Test
  void anInterruptTakesARunBackAndIsKept() throws Exception {
    Told held = hold();
    List<String> ended = new CopyOnWriteArrayList<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    scheduler.run(TestModels.row(2), 0);
                  } catch (EngineException e) {
                    ended.add(e.getMessage() + Thread.currentThread().isInterrupted());
                  }
                });
    Awaitility.await().until(() -> stats.pending() == 2);
    caller.interrupt();
    caller.join();
    assertEquals(1, ended.size());
    assertTrue(
        ended.get(0).startsWith("CANCELLED") && ended.get(0).endsWith("true"), ended::toString);
    engine.gate().release();
    held.answered();
  }

  @Test
  void closingLetsWhatWaitsComeToItsEndAndRefusesMore() throws Exception {
    Told held = hold();
    Told waiting = submit(1, 4);
    Thread closer = Thread.ofPlatform().start(scheduler::close);
    Awaitility.await().until(() -> closer.getState() == Thread.State.WAITING || !closer.isAlive());
    assertTrue(closer.isAlive());
    assertEquals(Reason.UNAVAILABLE, submit(2, 4).refused().reason());
    engine.gate().release();
    closer.join();
    held.answered();
    waiting.answered();
    scheduler.close();
  }

  @Test
  void aCompletionMayClose() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    engine.gate().acquireUninterruptibly();
    Ticket ignored =
        scheduler.submit(
            InferRequest.of(TestModels.row(1)),
            outcome -> {
              scheduler.close();
              closed.countDown();
            });
    Told after = submit(2, 4);
    engine.gate().release();
    closed.await();
    after.answered();
    assertFalse(scheduler.knows("a"));
  }
}
