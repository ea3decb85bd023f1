package io.skerry.agent.engine;

import io.skerry.protocol.manifest.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves with a session at hand while a better one is made, then with that one. It changes over
 * only if the better one gives the model's expected answers; otherwise, and if making it fails, the
 * first one stays. Runs under way end on the session they began on. A better session that was made
 * for some shapes only gets those, the first one the rest. Thread-safe.
 */
final class UpgradingSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(UpgradingSession.class);

  private final SharedSession first;
  private final List<Tensors.Spec> inputs;
  private final List<Tensors.Spec> outputs;
  private final Upgrade upgrade;
  private final BuildProgress progress = new BuildProgress();
  private volatile Optional<SharedSession> better = Optional.empty();
  private volatile Stage stage = Stage.WAITS;

  /** Why the first one stays, once it does. */
  private volatile String reason = "";

  private boolean closed;

  private enum Stage {
    WAITS,
    BUILDS,
    /** The first one stays. */
    STAYS,
    /** The better one serves the shapes that it was made for. */
    SERVES_SOME,
    SERVES
  }

  /** What is made. */
  interface Upgrade {
    /** For people: {@code TensorRT 10.15.1 on NVIDIA H100}. */
    String name();

    /** Who serves until then. */
    String meanwhile();

    /**
     * Makes it; blocks for minutes, and ends soon once the progress is cancelled.
     *
     * @return owned by the caller
     */
    PartialSession make(BuildProgress progress) throws EngineException;
  }

  private UpgradingSession(Session first, Upgrade upgrade) {
    this.first = new SharedSession(first);
    this.inputs = first.inputs();
    this.outputs = first.outputs();
    this.upgrade = upgrade;
  }

  /**
   * Takes the first session over and begins to make the better one.
   *
   * @param builds runs it, on a platform thread
   */
  static UpgradingSession start(
      Session first, Upgrade upgrade, Agreement agreement, Executor builds) {
    UpgradingSession session = new UpgradingSession(first, upgrade);
    builds.execute(() -> session.upgrade(agreement));
    return session;
  }

  /** Whatever a build throws, the first session goes on. */
  private void upgrade(Agreement agreement) {
    if (progress.cancelled()) {
      return;
    }
    stage = Stage.BUILDS;
    try {
      PartialSession made = upgrade.make(progress);
      boolean taken = false;
      try {
        Optional<String> difference = agreement.difference(made);
        if (difference.isPresent()) {
          stay("gives other answers: " + difference.get());
        } else {
          taken = take(made);
        }
      } finally {
        if (!taken) {
          made.close();
        }
      }
    } catch (EngineException | RuntimeException | LinkageError | OutOfMemoryError e) {
      stay("can't be had: " + e.getMessage());
    }
  }

  private void stay(String why) {
    if (progress.cancelled()) {
      return; // closed meanwhile
    }
    reason = upgrade.meanwhile() + " serves, " + upgrade.name() + " " + why;
    stage = Stage.STAYS;
    LOG.warn("{}", reason);
  }

  /** Changes over; false if this was closed meanwhile. */
  private synchronized boolean take(PartialSession made) {
    if (closed) {
      return false;
    }
    better = Optional.of(new SharedSession(made));
    stage = made.whole() ? Stage.SERVES : Stage.SERVES_SOME;
    if (made.whole()) {
      first.release();
    }
    LOG.info("{} serves", upgrade.name());
    return true;
  }

  @Override
  public List<Tensors.Spec> inputs() {
    return inputs;
  }

  @Override
  public List<Tensors.Spec> outputs() {
    return outputs;
  }

  @Override
  public Optional<String> progress() {
    String first = upgrade.meanwhile() + " serves";
    return switch (stage) {
      case WAITS -> Optional.of("waits to build " + upgrade.name() + ", " + first);
      case BUILDS ->
          Optional.of("building %s %d %%, %s".formatted(upgrade.name(), progress.percent(), first));
      case STAYS -> Optional.of(reason);
      case SERVES_SOME -> Optional.of(first + " the shapes outside its engine's");
      case SERVES -> Optional.empty();
    };
  }

  /** Nothing once it is clear that there will be none. */
  @Override
  public OptionalDouble built() {
    return switch (stage) {
      case WAITS, BUILDS -> OptionalDouble.of(progress.percent() / 100.0);
      case STAYS -> OptionalDouble.empty();
      case SERVES_SOME, SERVES -> OptionalDouble.of(1);
    };
  }

  @Override
  public Map<String, Tensor> run(
      Map<String, Tensor> given, List<String> wanted, Cancellation cancellation)
      throws EngineException {
    SharedSession chosen = enter(given);
    try {
      return chosen.session().run(given, wanted, cancellation);
    } finally {
      chosen.leave();
    }
  }

  private SharedSession enter(Map<String, Tensor> given) {
    Optional<SharedSession> upgraded = better;
    if (upgraded.isPresent()
        && ((PartialSession) upgraded.get().session()).takes(given)
        && upgraded.get().enter()) {
      return upgraded.get();
    }
    if (first.enter()) {
      return first;
    }
    // It was let go: either this is closed, or the change came between the two questions.
    Optional<SharedSession> now = better;
    if (now.isPresent() && now.get().enter()) {
      return now.get();
    }
    throw new IllegalStateException("session is closed");
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    progress.cancel();
    first.release();
    better.ifPresent(SharedSession::release);
  }
}
