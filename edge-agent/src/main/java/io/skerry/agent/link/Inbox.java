package io.skerry.agent.link;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What has arrived and waits to be worked off: at most 128 messages. Of topics where only the
 * newest message counts, that one is always kept; of others, a message that finds the queue full is
 * dropped and counted, and asked for again by whoever misses it. Thread-safe; {@link #put} never
 * waits.
 */
final class Inbox {
  private static final int CAPACITY = 128;

  private final Predicate<String> newestCounts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Message> queue = new ArrayDeque<>();
  private final Map<String, byte[]> newest = new HashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  Inbox(Predicate<String> newestCounts) {
    this.newestCounts = newestCounts;
  }

  void put(String topic, byte[] payload) {
    lock.lock();
    try {
      if (newestCounts.test(topic)) {
        if (newest.put(topic, payload) == null) {
          queue.add(new Message(topic, payload)); // marks its turn; the payload may be replaced
        }
      } else if (queue.size() < CAPACITY) {
        queue.add(new Message(topic, payload));
      } else {
        dropped.incrementAndGet();
      }
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next message, waiting for one. */
  Message take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty()) {
        filled.await();
      }
      Message next = queue.remove();
      byte[] newer = newest.remove(next.topic());
      return newer == null ? next : new Message(next.topic(), newer);
    } finally {
      lock.unlock();
    }
  }

  long dropped() {
    return dropped.get();
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Message(String topic, byte[] payload) {}
}
