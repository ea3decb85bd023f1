package io.skerry.controller.repository;

import io.skerry.controller.audit.Audit;
import io.skerry.controller.blobs.BlobStore;
import io.skerry.controller.db.Database;
import io.skerry.controller.state.OnlineKeys;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import io.skerry.protocol.tuf.Floors;
import io.skerry.protocol.tuf.Limits;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.Targets;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Takes the publishers' metadata by the rules of TUF, and answers it with snapshot and timestamp in
 * the same transaction. What it has taken is committed when it returns. Thread-safe; blocks.
 */
public final class Repository {
  private static final int NAMES_TOLD = 100;

  private final Database database;
  private final BlobStore blobs;
  private final OnlineRoles online;
  private final Audit audit;
  private final Clock clock;

  public Repository(Database database, BlobStore blobs, OnlineKeys keys, Audit audit, Clock clock) {
    this.database = database;
    this.blobs = blobs;
    this.online = new OnlineRoles(keys);
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Takes a root: version 1 by its own signatures, each later one by its predecessor's too (TUF
   * 5.3).
   *
   * @param version the version that the sender names
   */
  public Outcome putRoot(String who, long version, byte[] file) {
    try {
      requireLength("root", file, Limits.ROOT_BYTES);
      Signed<Root> root = Signed.root(file);
      if (root.metadata().version() != version) {
        throw TrustException.of(
            Reason.VERSION, "root", "version " + version, root.metadata().version());
      }
      root.verify(root.metadata());
      requireFresh(root.metadata().expires(), root.metadata().fileName());
      return database.write(handle -> putRoot(handle, who, root));
    } catch (TrustException e) {
      return new Outcome.Refused(e);
    }
  }

  private Outcome putRoot(Handle handle, String who, Signed<Root> root) throws TrustException {
    MetadataRows rows = new MetadataRows(handle);
    String name = root.metadata().fileName();
    long version = root.metadata().version();
    Optional<byte[]> same = rows.file(name);
    if (same.isPresent()) {
      return Arrays.equals(same.get(), root.bytes())
          ? new Outcome.Unchanged(name, version)
          : new Outcome.Conflict("another " + name + " was taken before");
    }
    long newest = rows.version(RoleName.ROOT);
    if (version != newest + 1) {
      return new Outcome.Conflict("the next root is version " + (newest + 1));
    }
    Optional<byte[]> before = rows.newest(RoleName.ROOT);
    if (before.isPresent()) {
      root.verify(Signed.root(before.get()).metadata());
    }
    Optional<String> unusable = online.unusable(root.metadata());
    if (unusable.isPresent()) {
      return new Outcome.Conflict(unusable.get());
    }
    rows.add(RoleName.ROOT, version, root.bytes());
    audit.add(handle, who, "repository.root", name, "keys of the fleet");
    return new Outcome.Accepted(name, version);
  }

  /**
   * Takes targets: signed as the newest root asks, of a higher version, no floor lower than before,
   * and every manifest, blob and chunk index here.
   */
  public Outcome putTargets(String who, byte[] file) throws IOException {
    try {
      requireLength("targets", file, Limits.TARGETS_BYTES);
      Signed<Targets> targets = Signed.targets(file);
      Optional<Outcome> known = database.read(handle -> verify(handle, targets));
      if (known.isPresent()) {
        return known.get();
      }
      ReleaseSet set = new ReleaseCheck(blobs).check(targets.metadata());
      if (!set.missing().isEmpty()) {
        int told = Math.min(NAMES_TOLD, set.missing().size());
        return new Outcome.Missing(set.missing().subList(0, told), set.missing().size() - told);
      }
      return database.write(handle -> putTargets(handle, who, targets, set));
    } catch (TrustException e) {
      return new Outcome.Refused(e);
    }
  }

  /** An outcome where there is nothing left to do. */
  private Optional<Outcome> verify(Handle handle, Signed<Targets> targets) throws TrustException {
    MetadataRows rows = new MetadataRows(handle);
    Targets metadata = targets.metadata();
    Optional<byte[]> root = rows.newest(RoleName.ROOT);
    if (root.isEmpty()) {
      return Optional.of(new Outcome.Conflict("there is no root yet: publish it first"));
    }
    targets.verify(Signed.root(root.get()).metadata());
    Optional<byte[]> newest = rows.newest(RoleName.TARGETS);
    if (newest.isPresent()) {
      Targets before = Signed.targets(newest.get()).metadata();
      if (Arrays.equals(newest.get(), targets.bytes())) {
        return Optional.of(new Outcome.Unchanged(metadata.fileName(), metadata.version()));
      }
      if (metadata.version() <= before.version()) {
        throw TrustException.of(
            Reason.ROLLBACK,
            "targets",
            "a version over " + before.version(),
            "version " + metadata.version());
      }
      var unused = new Floors(before.floors()).raisedTo(metadata);
    }
    requireFresh(metadata.expires(), metadata.fileName());
    return Optional.empty();
  }

  private Outcome putTargets(Handle handle, String who, Signed<Targets> targets, ReleaseSet set)
      throws TrustException {
    Optional<Outcome> known = verify(handle, targets); // somebody else may have been faster
    if (known.isPresent()) {
      return known.get();
    }
    MetadataRows rows = new MetadataRows(handle);
    Targets metadata = targets.metadata();
    rows.add(RoleName.TARGETS, metadata.version(), targets.bytes());
    new ReleaseRows(handle).replace(set);
    online.sign(rows, metadata.version(), targets.bytes(), clock.instant());
    audit.add(
        handle,
        who,
        "repository.publish",
        metadata.fileName(),
        metadata.targets().size() + " releases");
    return new Outcome.Accepted(metadata.fileName(), metadata.version());
  }

  /** Signs the timestamp again; there must be targets. */
  public Outcome refresh(String who) {
    return refresh(Optional.of(who));
  }

  /** Signs the timestamp again if it has lived half of its life. */
  public boolean refreshIfDue() {
    return refresh(Optional.empty()) instanceof Outcome.Accepted;
  }

  private Outcome refresh(Optional<String> who) {
    try {
      return database.write(handle -> refresh(handle, who));
    } catch (TrustException e) {
      throw new IllegalStateException("metadata of our own that can't be read", e);
    }
  }

  private Outcome refresh(Handle handle, Optional<String> who) throws TrustException {
    MetadataRows rows = new MetadataRows(handle);
    if (rows.version(RoleName.TARGETS) == 0) {
      return new Outcome.Conflict("there are no targets yet");
    }
    if (who.isEmpty() && !online.due(rows, clock.instant())) {
      return new Outcome.Unchanged("timestamp.json", rows.version(RoleName.TIMESTAMP));
    }
    online.refresh(rows, clock.instant());
    who.ifPresent(
        name -> audit.add(handle, name, "repository.timestamp", "timestamp.json", "signed again"));
    return new Outcome.Accepted("timestamp.json", rows.version(RoleName.TIMESTAMP));
  }

  private void requireFresh(Instant expires, String name) throws TrustException {
    if (!expires.isAfter(clock.instant())) {
      throw TrustException.of(Reason.EXPIRED, name, "an expiry after " + clock.instant(), expires);
    }
  }

  private static void requireLength(String name, byte[] file, int maxBytes) throws TrustException {
    if (file.length > maxBytes) {
      throw TrustException.of(Reason.LENGTH, name, "at most " + maxBytes + " bytes", file.length);
    }
  }
}
