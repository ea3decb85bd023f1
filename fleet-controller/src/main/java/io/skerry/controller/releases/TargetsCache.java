package io.skerry.controller.releases;

import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.Targets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;

/**
 * The newest targets metadata, parsed once per version; the repository verified it before it was
 * stored. Thread-safe.
 */
final class TargetsCache {
  private final AtomicReference<Optional<Targets>> parsed = new AtomicReference<>(Optional.empty());

  Optional<Targets> newest(Handle handle) {
    Optional<Long> version =
        handle
            .createQuery("SELECT max(version) FROM metadata_file WHERE role = 'targets'")
            .mapTo(Long.class)
            .findOne();
    if (version.isEmpty()) {
      return Optional.empty();
    }
    Optional<Targets> cached = parsed.get();
    if (cached.isPresent() && cached.get().version() == version.get()) {
      return cached;
    }
    Optional<Targets> fresh = Optional.of(read(handle, version.get()));
    parsed.set(fresh);
    return fresh;
  }

  private static Targets read(Handle handle, long version) {
    byte[] bytes =
        handle
            .createQuery(
                "SELECT bytes FROM metadata_file WHERE role = 'targets' AND version = :version")
            .bind("version", version)
            .mapTo(byte[].class)
            .one();
    try {
      return Signed.targets(bytes).metadata();
    } catch (TrustException e) {
      throw new IllegalStateException("the repository stored targets that it can't read", e);
    }
  }
}
