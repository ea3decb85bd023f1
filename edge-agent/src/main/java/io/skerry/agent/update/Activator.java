package io.skerry.agent.update;

import io.skerry.agent.release.ReleaseException;
import io.skerry.agent.release.ReleaseHost;
import io.skerry.agent.store.BlobStore;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Starts releases in the host and knows which run, and since when. Update thread only. */
final class Activator {
  private static final long MS_NS = 1_000_000;

  private final ReleaseHost host;
  private final BlobStore store;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final Map<ModelName, Running> running = new HashMap<>();

  Activator(ReleaseHost host, BlobStore store, Settings settings, LongSupplier nanoTime) {
    this.host = host;
    this.store = store;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /** What came of a start. */
  sealed interface Started {
    /** It runs. */
    record Runs(Optional<String> variant, String detail) implements Started {}

    /** It does not; what ran before goes on. */
    record Failed(String reason) implements Started {}
  }

  /** Loads, proves and swaps in a release whose blobs are here and verified. */
  Started start(Desired desired, Manifest manifest, Optional<String> variant) {
    try (ReleaseHost.Candidate candidate =
        host.prepare(manifest, variant, desired.parameters(), blob -> store.path(blob.sha256()))) {
      candidate.activate();
      running.put(manifest.release().model(), new Running(desired, nanoTime.getAsLong()));
      settings.started(manifest, desired.parameters());
      return new Started.Runs(candidate.variant(), candidate.detail());
    } catch (ReleaseException e) {
      return new Started.Failed(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      return new Started.Failed("this agent can't run it: " + e);
    }
  }

  void retire(ModelName model) {
    host.retire(model);
    running.remove(model);
    settings.retired(model);
  }

  /** Which release runs, with which parameters. */
  Optional<Desired> running(ModelName model) {
    return Optional.ofNullable(running.get(model)).map(Running::desired);
  }

  Set<ModelName> running() {
    return Set.copyOf(running.keySet());
  }

  long runningForMs(ModelName model) {
    Running one = running.get(model);
    return one == null ? 0 : (nanoTime.getAsLong() - one.sinceNs()) / MS_NS;
  }

  Optional<String> fault(ModelName model) {
    return host.fault(model);
  }

  private record Running(Desired desired, long sinceNs) {}
}
