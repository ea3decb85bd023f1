package io.skerry.agent.schedule;

import io.skerry.agent.infer.Completion;
import io.skerry.agent.infer.InferOutcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Remembers what it was told, and how often. */
final class Told implements Completion {
  private final List<InferOutcome> outcomes = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile Thread teller;

  @Override
  public void ended(InferOutcome outcome) {
    teller = Thread.currentThread();
    outcomes.add(outcome);
    first.countDown();
  }

  int times() {
    return outcomes.size();
  }

  Thread teller() {
    return teller;
  }

  InferOutcome outcome() throws InterruptedException {
    if (!first.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing was told");
    }
    return outcomes.get(0);
  }

  InferOutcome.Answered answered() throws InterruptedException {
    return switch (outcome()) {
      case InferOutcome.Answered answered -> answered;
      case InferOutcome.Refused refused -> throw new AssertionError("told " + refused);
    };
  }

  InferOutcome.Refused refused() throws InterruptedException {
    return switch (outcome()) {
      case InferOutcome.Refused refused -> refused;
      case InferOutcome.Answered answered -> throw new AssertionError("told " + answered);
    };
  }
}
