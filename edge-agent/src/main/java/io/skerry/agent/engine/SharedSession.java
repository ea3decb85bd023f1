package io.skerry.agent.engine;

/** A session that is closed when it is let go and its last user has left. Thread-safe. */
final class SharedSession {
  private final Session session;
  private int users;
  private boolean released;

  SharedSession(Session session) {
    this.session = session;
  }

  /** One user more; false once let go. */
  synchronized boolean enter() {
    if (!released) {
      users++;
    }
    return !released;
  }

  /** One user less. */
  void leave() {
    boolean last;
    synchronized (this) {
      users--;
      last = released && users == 0;
    }
    if (last) {
      session.close();
    }
  }

  /** Takes no more users; once is enough. */
  void release() {
    boolean last;
    synchronized (this) {
      last = !released && users == 0;
      released = true;
    }
    if (last) {
      session.close();
    }
  }

  Session session() {
    return session;
  }
}
