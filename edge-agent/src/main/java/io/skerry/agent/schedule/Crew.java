package io.skerry.agent.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that run a model: started when there is work for one more, ended when they had none
 * for a while; the one that was idle shortest is woken first. Guarded by the scheduler's lock.
 */
final class Crew {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReentrantLock lock;
  private final String name;
  private final int most;
  private final Work work;
  private final Deque<Hand> idle = new ArrayDeque<>();
  private int threads;
  private int runs;
  private int guests;

  /**
   * None yet.
   *
   * @param most runs at the same time
   */
  Crew(ReentrantLock lock, String name, int most, Work work) {
    this.lock = lock;
    this.name = name;
    this.most = most;
    this.work = work;
  }

  /** What there is to do; asked under the lock. */
  interface Work {
    /** How many could be done now. */
    int ready();

    /** Whether there will be no more than what is there. */
    boolean over();

    /** Takes something to do, which is then called without the lock, once; it throws nothing. */
    Runnable take();
  }

  /** Whether one more run may begin. */
  boolean hasRoom() {
    return runs < most;
  }

  /** No run is under way. */
  boolean rests() {
    return runs == 0;
  }

  /** A run begins; if it is on its caller's own thread, it is a guest's. */
  void begin(boolean guest) {
    runs++;
    guests += guest ? 1 : 0;
  }

  /** It has ended. */
  void end(boolean guest) {
    runs--;
    guests -= guest ? 1 : 0;
  }

  /**
   * Sees to it that somebody comes for what is ready, if that may run; false if nobody will, since
   * no thread can be started and there is none.
   */
  boolean call() {
    int coming = threads - idle.size() - (runs - guests);
    if (work.ready() <= coming || !hasRoom()) {
      return true;
    }
    if (!idle.isEmpty()) {
      Hand hand = idle.pop();
      hand.called = true;
      hand.wake.signal();
    } else if (threads < most) {
      return start() || threads > 0;
    }
    return true;
  }

  /** All that are idle end. */
  void dismiss() {
    idle.forEach(hand -> hand.wake.signal());
  }

  /** If this is one of them, it is one no more: it waits for the others. */
  void leave() {
    if (Thread.currentThread() instanceof Hand hand && hand.crew() == this && !hand.left) {
      hand.left = true;
      threads--;
    }
  }

  private boolean start() {
    Hand hand = new Hand(threads + 1);
    try {
      hand.start();
    } catch (OutOfMemoryError e) { // the system gives no more threads
      return false;
    }
    threads++;
    return true;
  }

  /** One thread. */
  private final class Hand extends Thread {
    private final Condition wake = lock.newCondition();
    private boolean called;
    private boolean left;

    Hand(int number) {
      super("infer-" + name + "-" + number);
      setDaemon(true);
    }

    Crew crew() {
      return Crew.this;
    }

    @Override
    public void run() {
      lock.lock();
      try {
        while (!left && (canWork() || rest())) {
          if (canWork()) {
            runUnlocked(work.take());
          }
        }
      } finally {
        threads -= left ? 0 : 1;
        lock.unlock();
      }
    }

    private boolean canWork() {
      return work.ready() > 0 && hasRoom();
    }

    /** Waits to be called; false to end. */
    private boolean rest() {
      long left = IDLE_NANOS;
      called = false;
      idle.push(this);
      while (!called && left > 0 && !work.over()) {
        try {
          left = wake.awaitNanos(left);
        } catch (InterruptedException e) {
          // Nobody may interrupt it; it goes on resting.
        }
      }
      if (!called) {
        idle.remove(this);
      }
      return called;
    }

    private void runUnlocked(Runnable task) {
      lock.unlock();
      try {
        task.run();
      } finally {
        lock.lock();
      }
    }
  }
}
