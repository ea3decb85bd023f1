package io.skerry.agent.update;

import io.skerry.agent.fetch.BlobFetcher;
import io.skerry.agent.fetch.Fetched;
import io.skerry.agent.fetch.Progress;
import io.skerry.agent.release.ReleaseException;
import io.skerry.agent.store.BlobStore;
import io.skerry.protocol.activation.ActivationRules;
import io.skerry.protocol.manifest.Blob;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.message.Assignment.Desired;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.TrustedMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a release's manifest and blobs onto this device, verified. Update thread only. */
final class Stager {
  private final BlobStore store;
  private final BlobFetcher fetcher;
  private final Manifests manifests;

  Stager(BlobStore store, BlobFetcher fetcher, Manifests manifests) {
    this.store = store;
    this.fetcher = fetcher;
    this.manifests = manifests;
  }

  /** What came of it. */
  sealed interface Staged {
    /** The manifest is here and may be followed. */
    record Described(Blob file, Manifest manifest) implements Staged {}

    /** Every blob is here, whole and verified. */
    record Complete() implements Staged {}

    /** It can't be had or fits nothing here. */
    record Failed(String reason) implements Staged {}

    /** Publisher or bounds forbid it. */
    record Refused(TrustException fault) implements Staged {}

    /** Something newer came. */
    record Superseded() implements Staged {}
  }

  /** Fetches the manifest, and checks what the publishers say about it. */
  Staged describe(Desired desired, TrustedMetadata trusted, Progress progress)
      throws IOException, InterruptedException {
    Optional<TargetFile> target = trusted.find(desired.release());
    if (target.isEmpty()) {
      return new Staged.Refused(
          TrustException.of(
              Reason.NOT_IN_TARGETS,
              desired.release().toString(),
              "an entry in targets " + trusted.targets().metadata().version(),
              "none"));
    }
    try {
      trusted.floors().require(desired.release());
      Blob file = manifestFile(target.get());
      Staged fetched = bring(List.of(file), List.of(), progress);
      if (!(fetched instanceof Staged.Complete)) {
        return fetched;
      }
      byte[] bytes = store.read(file, Manifest.MAX_BYTES).orElse(new byte[0]);
      return new Staged.Described(file, ActivationRules.check(trusted, desired, bytes));
    } catch (TrustException e) {
      return new Staged.Refused(e);
    }
  }

  /** Fetches what this machine needs to run this variant, out of its own blobs where it can. */
  Staged complete(Manifest manifest, Optional<String> variant, List<Blob> donors, Progress progress)
      throws IOException, InterruptedException {
    try {
      return bring(Manifests.needed(manifest, variant), donors, progress);
    } catch (ReleaseException e) {
      return new Staged.Failed(e.getMessage());
    }
  }

  /** A manifest, if all that this variant needs is here by hash; what is damaged is deleted. */
  Optional<Manifest> intact(Blob file, Optional<String> variant) throws IOException {
    Optional<Manifest> manifest = manifest(file);
    if (manifest.isEmpty()) {
      return manifest;
    }
    try {
      boolean whole = true;
      for (Blob blob : Manifests.needed(manifest.get(), variant)) {
        whole &= store.verify(blob);
      }
      return whole ? manifest : Optional.empty();
    } catch (ReleaseException _) {
      return manifest; // no variant was taken and none fits: starting it says why
    }
  }

  /** A manifest, if it is here and its bytes are those of its hash. */
  Optional<Manifest> manifest(Blob file) throws IOException {
    return manifests.read(file);
  }

  /** What is here already is verified again: it may have lain on this disk for long. */
  private Staged bring(List<Blob> blobs, List<Blob> donors, Progress progress)
      throws IOException, InterruptedException {
    List<Blob> missing = new ArrayList<>();
    for (Blob blob : blobs) {
      if (!store.verify(blob)) {
        missing.add(blob);
      }
    }
    return switch (fetcher.fetch(missing, donors, progress)) {
      case Fetched.Whole _ -> new Staged.Complete();
      case Fetched.GivenUp given -> new Staged.Failed(given.reason());
      case Fetched.Superseded _ -> new Staged.Superseded();
    };
  }

  private static Blob manifestFile(TargetFile target) throws TrustException {
    if (target.length() > Manifest.MAX_BYTES) {
      throw TrustException.of(
          Reason.LENGTH, "manifest", "at most " + Manifest.MAX_BYTES + " bytes", target.length());
    }
    return new Blob(target.sha256(), target.length(), Optional.empty());
  }
}
