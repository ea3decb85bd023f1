package io.skerry.agent.engine;

import io.skerry.protocol.manifest.Tensors;
import io.skerry.protocol.manifest.Variant.EngineKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The real engine for tests: its sessions are counted, and can be made slow or faulty. */
public final class WatchedEngine implements Engine {
  private final Engine real = Engines.onnxRuntime();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger closedInUse = new AtomicInteger();
  private final Semaphore gate = new Semaphore(1);
  private volatile long delayMs;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger brokenOff = new AtomicInteger();
  private volatile boolean faulty;
  private volatile Error error;
  private volatile OptionalDouble made = OptionalDouble.empty();

  /** How many sessions were opened. */
  public int opened() {
    return opened.get();
  }

  /** How many are open now. */
  public int open() {
    return open.get();
  }

  /** How many were closed while a run was under way. */
  public int closedInUse() {
    return closedInUse.get();
  }

  /** How many runs are under way now. */
  public int running() {
    return underWay.get();
  }

  /** How many runs have begun. */
  public int runs() {
    return begun.get();
  }

  /** How many runs were under way at once, at most. */
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  /** How many runs were told to break off while they were under way. */
  public int brokenOff() {
    return brokenOff.get();
  }

  /** Makes each run throw this; null for no more. */
  public void error(Error thrown) {
    error = thrown;
  }

  /** Runs wait while this is taken, and no interrupt gets them out, as with native code. */
  public Semaphore gate() {
    return gate;
  }

  /** Makes each run so much slower. */
  public void slow(long ms) {
    delayMs = ms;
  }

  /** Makes each session say that so much of a better one is made. */
  public void making(double share) {
    made = OptionalDouble.of(share);
  }

  /** Makes each run fail. */
  public void faulty(boolean fails) {
    faulty = fails;
  }

  @Override
  public EngineKind kind() {
    return real.kind();
  }

  @Override
  public Probe probe() {
    return real.probe();
  }

  @Override
  public Session open(Path model, SessionOptions options) throws EngineException {
    Session session = real.open(model, options);
    opened.incrementAndGet();
    open.incrementAndGet();
    return new Watched(session);
  }

  private final class Watched implements Session {
    private final Session session;
    private final AtomicInteger running = new AtomicInteger();

    Watched(Session session) {
      this.session = session;
    }

    @Override
    public Optional<String> progress() {
      return made.stream().mapToObj(share -> "building " + share).findFirst();
    }

    @Override
    public OptionalDouble built() {
      return made;
    }

    @Override
    public List<Tensors.Spec> inputs() {
      return session.inputs();
    }

    @Override
    public List<Tensors.Spec> outputs() {
      return session.outputs();
    }

    @Override
    public Map<String, Tensor> run(
        Map<String, Tensor> inputs, List<String> wanted, Cancellation cancellation)
        throws EngineException {
      running.incrementAndGet();
      mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      begun.incrementAndGet();
      Runnable watch = brokenOff::incrementAndGet;
      boolean _ = cancellation.listen(watch);
      try {
        if (error != null) {
          throw error;
        }
        if (faulty) {
          throw new EngineException("made faulty");
        }
        gate.acquireUninterruptibly();
        gate.release();
        LockSupport.parkNanos(delayMs * 1_000_000);
        return session.run(inputs, wanted, cancellation);
      } finally {
        cancellation.forget(watch);
        running.decrementAndGet();
        underWay.decrementAndGet();
      }
    }

    @Override
    public void close() {
      if (running.get() > 0) {
        closedInUse.incrementAndGet();
      }
      open.decrementAndGet();
      session.close();
    }
  }
}
