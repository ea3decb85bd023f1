package io.skerry.agent.model;

import io.micrometer.core.instrument.MeterRegistry;
import io.skerry.agent.infer.Catalogue;
import io.skerry.agent.infer.InferRequest;
import io.skerry.agent.infer.Watches;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.manifest.ModelContent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The active models by name, one release each. Thread-safe. */
public final class Models implements AutoCloseable {
  private final Map<ModelName, ActiveModel> active = new ConcurrentHashMap<>();
  private final Map<String, ActiveModel> byText = new ConcurrentHashMap<>();
  private final Lingering lingering = new Lingering();
  private final InferenceMeters meters;
  private final Watches watches;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** None yet; what they do is counted in {@code registry}. */
  public Models(MeterRegistry registry) {
    this(registry, Watches.NONE);
  }

  /**
   * The same.
   *
   * @param watches who watches what they do for the agent's own work
   */
  public Models(MeterRegistry registry, Watches watches) {
    this.meters = new InferenceMeters(registry);
    this.watches = watches;
  }

  /** For one piece of the agent's own work, which ends with the lease: usual, and watched. */
  public Terms terms(String work) {
    Terms usual = Terms.usual();
    return watches.begin(work).map(usual::watchedBy).orElse(usual);
  }

  /** The same for callers of tensors. */
  public Catalogue catalogue() {
    return new ModelCatalogue(this);
  }

  /** Leases the active model of this name; empty where none is active. */
  public Optional<Lease> lease(ModelName name) {
    return lease(name, Terms.usual());
  }

  /** The same, and what is asked under the lease is asked on these terms. */
  public Optional<Lease> lease(ModelName name, Terms terms) {
    return hold(name, Optional.empty()).map(model -> new Lease(model, terms));
  }

  /** Holds the model that answers: the active one, or that in which this sequence goes on. */
  Optional<ActiveModel> hold(ModelName name, Optional<InferRequest.Sequence> sequence) {
    while (true) {
      ActiveModel model = active.get(name);
      if (model == null) {
        return Optional.empty();
      }
      ActiveModel chosen =
          sequence
              .filter(one -> !one.start() && !model.model().knows(one.id()))
              .flatMap(one -> lingering.of(name, one.id()))
              .orElse(model);
      if (chosen.model().hold()) {
        return Optional.of(chosen);
      }
      Thread.onSpinWait(); // it was replaced just now: the next look sees its successor
    }
  }

  Optional<ActiveModel> named(String name) {
    return Optional.ofNullable(byText.get(name));
  }

  Optional<ActiveModel> exactly(String name, String version) {
    Optional<ActiveModel> model = named(name);
    return model.isEmpty() || model.get().release().version().toString().equals(version)
        ? model
        : lingering.version(model.get().release().model(), version);
  }

  /** Waits for at most {@code waitMs} until one of this name is active; false if none is. */
  public boolean await(ModelName name, long waitMs) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMs);
    lock.lockInterruptibly();
    try {
      while (!active.containsKey(name) && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    return active.containsKey(name);
  }

  /** Holds the active model of exactly this release once more; empty if another or none is. */
  public Optional<LoadedModel> hold(ReleaseId release) {
    try (Lease lease = lease(release.model()).orElse(null)) {
      return lease != null && lease.active().release().equals(release) && lease.hold()
          ? Optional.of(lease.active().model())
          : Optional.empty();
    }
  }

  /**
   * Makes a model the active one of its name, at once. Who leased the one before keeps it until the
   * lease ends; then its session is closed. Sequences go on where they began.
   *
   * @param model held once by the caller, who hands that over
   */
  public void activate(LoadedModel model, ModelContent content, float minScore) {
    ReleaseId release = model.manifest().release();
    replace(
        release.model(),
        Optional.of(new ActiveModel(model, content, minScore, meters.health(release))));
  }

  /** Takes a model out of use. */
  public void retire(ModelName name) {
    replace(name, Optional.empty());
  }

  /** The active models, by name. */
  public List<ActiveModel> list() {
    return active.values().stream().sorted(Comparator.comparing(ActiveModel::release)).toList();
  }

  /** The active model of this name, to look at; to use it, lease it. */
  public Optional<ActiveModel> find(ModelName name) {
    return Optional.ofNullable(active.get(name));
  }

  /** Takes all of them out of use. */
  @Override
  public void close() {
    List.copyOf(active.keySet()).forEach(this::retire);
    lingering.close();
  }

  private void replace(ModelName name, Optional<ActiveModel> next) {
    lock.lock();
    try {
      ActiveModel before = next.map(model -> active.put(name, model)).orElse(null);
      next.ifPresent(model -> byText.put(name.toString(), model));
      if (next.isEmpty()) {
        byText.remove(name.toString());
        before = active.remove(name);
        lingering.drop(name);
      }
      changed.signalAll();
      if (before != null) {
        end(before, next);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(ActiveModel before, Optional<ActiveModel> next) {
    boolean shared = next.isPresent() && next.get().model().equals(before.model());
    if (next.isPresent() && !shared && before.model().sequencing()) {
      lingering.add(before);
    } else {
      before.model().letGo();
    }
    if (next.isEmpty() || !next.get().release().equals(before.release())) {
      meters.remove(before.release());
    }
  }
}
