package io.skerry.controller.events;

import io.skerry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jdbi.v3.core.Handle;

/**
 * Hands what happens to everyone who listens, and remembers the newest 2,048 messages so that a
 * listener who was cut off can go on. Numbers start anew with the process: an id names the run too.
 * Thread-safe; listeners are called one message at a time and must not block.
 */
public final class EventHub {
  private static final int REMEMBERED = 2048;

  private final String run;
  private final Deque<Message> ring = new ArrayDeque<>();
  private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
  private long last;

  public EventHub(Clock clock) {
    this.run = Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** Tells now; for what is not in the database. */
  public void tell(EventType type, Object data) {
    String json = new String(Json.write(data), StandardCharsets.UTF_8);
    synchronized (ring) {
      Message message = new Message(run, ++last, type, json);
      ring.addLast(message);
      if (ring.size() > REMEMBERED) {
        ring.removeFirst();
      }
      listeners.forEach(listener -> listener.take(message));
    }
  }

  /** Tells once this handle's transaction is committed, and never if it is rolled back. */
  public void tellAfterCommit(Handle handle, EventType type, Object data) {
    handle.afterCommit(() -> tell(type, data));
  }

  /**
   * Listens from now on, after the remembered messages that came after this id: none for an empty
   * id, all for one that is of another run or forgotten.
   */
  void join(String lastId, Listener listener) {
    synchronized (ring) {
      missed(lastId).forEach(listener::take);
      listeners.add(listener);
    }
  }

  void leave(Listener listener) {
    listeners.remove(listener);
  }

  /** How many listen. */
  public int listening() {
    return listeners.size();
  }

  private List<Message> missed(String lastId) {
    if (lastId.isEmpty()) {
      return List.of();
    }
    List<Message> after = new ArrayList<>();
    boolean known = ring.stream().anyMatch(message -> message.id().equals(lastId));
    boolean passed = !known;
    for (Message message : ring) {
      if (passed) {
        after.add(message);
      }
      passed = passed || message.id().equals(lastId);
    }
    return after;
  }

  /** Takes messages; called under the hub's lock. */
  interface Listener {
    void take(Message message);
  }
}
