package io.skerry.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.agent.engine.Session;
import io.skerry.agent.engine.Tensor;
import io.skerry.agent.engine.TensorPool;
import io.skerry.agent.engine.WatchedEngine;
import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.InferRequest.Sequence;
import io.skerry.agent.infer.InferenceStats;
import io.skerry.agent.infer.Ticket;
import io.skerry.protocol.manifest.ElementType;
import io.skerry.protocol.manifest.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Random submits, cancels, deadlines, faults and closes from several threads at once. */
final class SchedulerStressTest {
  private static final int CALLERS = 4;
  private static final int REQUESTS = 1500;

  private final WatchedEngine engine = new WatchedEngine();
  private final TensorPool pool = new TensorPool(1 << 24);
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** One request's end, looked at when it comes. */
  private final class Once implements Completion {
    private final AtomicInteger told = new AtomicInteger();
    private final float expected;
    private final Semaphore places;

    Once(float expected, Semaphore places) {
      this.expected = expected;
      this.places = places;
    }

    @Override
    public void ended(InferOutcome outcome) {
      if (told.incrementAndGet() > 1) {
        wrong.add("told twice: " + outcome);
      }
      switch (outcome) {
        case InferOutcome.Answered answer -> {
          float sum = answer.outputs().get("y").floats().get(0);
          if (sum != expected) {
            wrong.add("expected " + expected + ", got " + sum);
          }
          answer.free();
          answered.increment();
        }
        case InferOutcome.Refused refusal -> refused.increment();
      }
      places.release();
    }
  }

  @Test
  void everyRequestEndsOnceAndNothingLeaks() throws Exception {
    for (int round = 0; round < 3; round++) {
      round(11 + round);
    }
    assertTrue(answered.sum() > 1000, answered + " answered");
    assertTrue(refused.sum() > 1000, refused + " refused");
  }

  private void round(int seed) throws Exception {
    InferenceStats stats = new InferenceStats();
    Queue<Once> all = new ConcurrentLinkedQueue<>();
    try (Session session = TestModels.open(engine, "counter")) {
      Tensors tensors = SequencesTest.counter(session);
      BatchPlan found = new BatchTrial(session, tensors, 8, Hints.NONE).plan();
      BatchPlan plan = BatchPlan.upTo(8, found.layout().orElseThrow(), Optional.empty(), "8");
      Scheduler scheduler =
          Schedulers.start(
              "stress",
              "1",
              session,
              tensors,
              new Limits(3, 32, 8, 16, Duration.ofMillis(500)),
              stats,
              new Batching(plan, pool));
      List<Thread> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        Random random = new Random(seed * 100L + caller);
        callers.add(Thread.ofPlatform().start(() -> call(scheduler, random, all)));
      }
      Thread faults = Thread.ofPlatform().start(() -> disturb(new Random(seed), callers));
      Thread closer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Awaitility.await().until(() -> all.size() > CALLERS * REQUESTS * 3 / 4);
                    scheduler.close();
                  });
      for (Thread caller : callers) {
        caller.join();
      }
      faults.join();
      closer.join();
      scheduler.close();
      Awaitility.await().until(() -> stats.pending() == 0);
    }
    assertEquals(List.of(), List.copyOf(wrong));
    assertEquals(CALLERS * REQUESTS, all.size());
    Awaitility.await().until(() -> all.stream().allMatch(once -> once.told.get() == 1));
    assertEquals(0, pool.lent());
    assertEquals(0, engine.closedInUse());
  }

  /** Each step starts anew with its own value, so that its sum is known whatever came before. */
  private void call(Scheduler scheduler, Random random, Queue<Once> all) {
    List<Ticket> tickets = new ArrayList<>();
    Semaphore places = new Semaphore(12); // of all callers together more than the queue holds
    for (int i = 0; i < REQUESTS; i++) {
      places.acquireUninterruptibly();
      float value = random.nextInt(1000);
      Once once = new Once(value + 100, places);
      all.add(once);
      Optional<Sequence> step =
          random.nextBoolean()
              ? Optional.of(new Sequence("s" + random.nextInt(20), true, random.nextBoolean()))
              : Optional.empty();
      Optional<Long> deadline =
          random.nextInt(4) == 0
              ? Optional.of(System.nanoTime() + random.nextInt(400_000) - 20_000)
              : Optional.empty();
      Tensor x = Tensor.allocate(ElementType.FLOAT32, 1, 4);
      x.floats().put(0, value);
      InferRequest request =
          new InferRequest(Map.of("x", x), List.of(), random.nextInt(8), deadline, step);
      tickets.add(scheduler.submit(request, once));
      while (random.nextInt(4) == 0 && !tickets.isEmpty()) {
        tickets.remove(random.nextInt(tickets.size())).cancel();
      }
    }
  }

  private void disturb(Random random, List<Thread> callers) {
    while (callers.stream().anyMatch(Thread::isAlive)) {
      engine.faulty(random.nextInt(4) == 0);
      engine.error(random.nextInt(200) == 0 ? new StackOverflowError("made") : null);
      Thread.onSpinWait();
    }
    engine.faulty(false);
    engine.error(null);
  }

  @Test
  void stepsOfASequenceKeepTheirOrder() throws Exception {
    InferenceStats stats = new InferenceStats();
    int sequences = 12;
    int steps = 60;
    try (Session session = TestModels.open(engine, "counter")) {
      Tensors tensors = SequencesTest.counter(session);
      BatchPlan found = new BatchTrial(session, tensors, 8, Hints.NONE).plan();
      BatchPlan plan = BatchPlan.upTo(8, found.layout().orElseThrow(), Optional.empty(), "8");
      Scheduler scheduler =
          Schedulers.start(
              "order",
              "1",
              session,
              tensors,
              new Limits(3, 4096, 8, 64, Duration.ofSeconds(60)),
              stats,
              new Batching(plan, pool));
      List<Once> all = new ArrayList<>();
      float[] sums = new float[sequences];
      Random random = new Random(5);
      for (int step = 0; step < steps; step++) {
        for (int i = 0; i < sequences; i++) {
          float value = random.nextInt(100);
          sums[i] += value + 100;
          Once once = new Once(sums[i], new Semaphore(0));
          all.add(once);
          Tensor x = Tensor.allocate(ElementType.FLOAT32, 1, 4);
          x.floats().put(0, value);
          Ticket ignored =
              scheduler.submit(
                  new InferRequest(
                      Map.of("x", x),
                      List.of(),
                      random.nextInt(8),
                      Optional.empty(),
                      Optional.of(new Sequence("s" + i, step == 0, false))),
                  once);
        }
      }
      scheduler.close();
      Awaitility.await().until(() -> all.stream().allMatch(once -> once.told.get() == 1));
      assertEquals(List.of(), List.copyOf(wrong));
      assertEquals(all.size(), answered.sum());
      assertTrue(stats.executions() < stats.inferences(), stats.executions() + " runs");
      assertEquals(0, pool.lent());
    }
  }
}
