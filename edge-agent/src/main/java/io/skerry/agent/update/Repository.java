package io.skerry.agent.update;

import io.skerry.agent.fetch.RepositorySource;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.MetadataClient;
import io.skerry.protocol.tuf.MetadataStore;
import io.skerry.protocol.tuf.StoredMetadata;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The publishers' metadata: what is stored of it, and what is fresh. Update thread only. */
final class Repository {
  private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

  private final RepositorySource source;
  private final MetadataStore store;
  private final TrustClock clock;
  private final Journal journal;

  Repository(RepositorySource source, MetadataStore store, TrustClock clock, Journal journal) {
    this.source = source;
    this.store = store;
    this.clock = clock;
    this.journal = journal;
  }

  /** What came of a refresh. */
  sealed interface Refreshed {
    /** All of it passed every check. */
    record Fresh(TrustedMetadata trusted) implements Refreshed {}

    /** It can't be trusted; that is reported. */
    record Refused() implements Refreshed {}

    /** It could not be had. */
    record Unreachable() implements Refreshed {}
  }

  Refreshed refresh() {
    try {
      return new Refreshed.Fresh(fresh());
    } catch (TrustException e) {
      journal.refuse(e);
      return new Refreshed.Refused();
    } catch (IOException e) {
      LOG.info("metadata not refreshed: {}", e.getMessage());
      return new Refreshed.Unreachable();
    }
  }

  /** The same, asking for each file. */
  Refreshed refreshByAsking() {
    source.forgetCurrent();
    return refresh();
  }

  /** What was verified last, perhaps expired. */
  StoredMetadata stored() throws TrustException, IOException {
    return MetadataClient.load(store);
  }

  /**
   * Requires that a release is at or above its model's floor, by what was verified last. Where the
   * stored targets are damaged or of keys that root has replaced, no floor is known.
   */
  void requireFloor(ReleaseId release) throws TrustException, IOException {
    StoredMetadata stored = stored();
    if (stored.targets().isEmpty()) {
      throw TrustException.of(
          Reason.FLOOR, release.toString(), "stored targets that hold its floor", "none");
    }
    stored.floors().require(release);
  }

  /** A new root may withdraw the key whose issue time made the rest seem expired. */
  private TrustedMetadata fresh() throws TrustException, IOException {
    try {
      return MetadataClient.refresh(source, store, clock.instant());
    } catch (TrustException e) {
      if (e.reason() != Reason.EXPIRED || !clock.forget(stored().root().metadata())) {
        throw e;
      }
      return MetadataClient.refresh(source, store, clock.instant());
    }
  }
}
