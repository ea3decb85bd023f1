package io.skerry.packager.repository;

import io.skerry.packager.cli.Failure;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import io.skerry.protocol.tuf.Signed;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The next version of targets, made of the newest one. Confined to one thread. */
final class TargetsChange {
  private final RepositoryFolder repository;
  private final Root root;
  private final Optional<Signed<Targets>> current;
  private final Map<String, TargetFile> targets = new HashMap<>();
  private final Map<ModelName, Version> floors = new HashMap<>();

  private TargetsChange(RepositoryFolder repository, Root root, Optional<Signed<Targets>> current) {
    this.repository = repository;
    this.root = root;
    this.current = current;
    current.ifPresent(
        signed -> {
          targets.putAll(signed.metadata().targets());
          floors.putAll(signed.metadata().floors());
        });
  }

  static TargetsChange begin(RepositoryFolder repository)
      throws IOException, Failure, TrustException {
    Root root = repository.roots().getLast().metadata();
    return new TargetsChange(repository, root, repository.targets(root));
  }

  Map<String, TargetFile> targets() {
    return targets;
  }

  Map<ModelName, Version> floors() {
    return floors;
  }

  /** The version that is on disk; 0 where there is none. */
  long currentVersion() {
    return current.map(signed -> signed.metadata().version()).orElse(0L);
  }

  /** Whether targets signed to hold until then would hold longer than those on disk. */
  boolean renews(Instant expires) {
    return current.map(signed -> signed.metadata().expires().isBefore(expires)).orElse(false);
  }

  /**
   * Requires that a key may sign, before its owner is asked for a passphrase.
   *
   * @throws Failure REFUSED
   */
  void requireSigner(Signer signer) throws Failure {
    if (!root.role(RoleName.TARGETS).keyIds().contains(signer.publicKey().id())) {
      throw Failure.refused(
          "key %s: expected one that root %d names for targets, one of %s"
              .formatted(
                  signer.publicKey().id(), root.version(), root.role(RoleName.TARGETS).keyIds()));
    }
  }

  /** Signs the next version and puts it in place, in one step. */
  long commit(Signer signer, Instant expires) throws IOException, Failure, TrustException {
    requireSigner(signer);
    Targets next =
        new Targets(
            currentVersion() + 1,
            expires,
            targets,
            floors,
            current.map(signed -> signed.metadata().extra()).orElse(Map.of()));
    byte[] file = MetadataWriter.sign(next, java.util.List.of(signer));
    Signed.targets(file).verify(root);
    repository.writeTargets(file);
    return next.version();
  }
}
