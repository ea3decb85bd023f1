package io.skerry.protocol.tuf;

import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.trust.TrustException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A TUF repository in memory, which tests can make lie. Every role begins with one key. */
public final class RepositorySimulator implements MetadataSource {
  /** The time of every test. */
  public static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  static final Instant EXPIRES = NOW.plus(Duration.ofDays(30));
  static final Instant PAST = NOW.minusSeconds(1);

  final Map<String, byte[]> files = new HashMap<>();
  final List<String> fetched = new ArrayList<>();
  final Map<RoleName, List<Ed25519Signer>> keys = new EnumMap<>(RoleName.class);
  Root root;
  Timestamp timestamp;
  Snapshot snapshot;
  Targets targets;
  private byte seeds;

  /** Publishes version 1 of every role, without releases. */
  public RepositorySimulator() {
    for (RoleName name : RoleName.values()) {
      keys.put(name, List.of(newKey()));
    }
    root = Root.of(1, EXPIRES, keySets());
    put(root);
    targets = Targets.empty(1, EXPIRES);
    snapshot = Snapshot.of(1, EXPIRES, MetaFile.of(1, put(targets)));
    timestamp = Timestamp.of(1, EXPIRES, MetaFile.of(1, put(snapshot)));
    put(timestamp);
  }

  /** The bytes of this version of root. */
  public byte[] rootFile(long version) {
    return files.get(RoleName.ROOT.fileName(version));
  }

  /** The keys of a role, as root names them. */
  public List<Ed25519Signer> keys(RoleName name) {
    return keys.get(name);
  }

  /** The newest root. */
  public Root root() {
    return root;
  }

  Ed25519Signer newKey() {
    byte[] seed = new byte[32];
    seed[0] = ++seeds;
    return Ed25519Signer.fromSeed(seed);
  }

  Map<RoleName, KeySet> keySets() {
    Map<RoleName, KeySet> sets = new EnumMap<>(RoleName.class);
    keys.forEach(
        (name, signers) ->
            sets.put(
                name,
                new KeySet(List.copyOf(signers.stream().map(Signer::publicKey).toList()), 1)));
    return sets;
  }

  /** Replaces these roles' keys and publishes the next root. */
  public void rotate(RoleName... names) {
    List<Signer> signers = new ArrayList<>(keys.get(RoleName.ROOT));
    for (RoleName name : names) {
      keys.put(name, List.of(newKey()));
    }
    nextRoot(signers);
  }

  /** Publishes a root that names the keys of now, signed by these and by its own. */
  void nextRoot(List<? extends Signer> oldSigners) {
    root = Root.of(root.version() + 1, EXPIRES, keySets());
    List<Signer> signers = new ArrayList<>(oldSigners);
    signers.addAll(keys.get(RoleName.ROOT));
    put(root, signers);
  }

  /** Publishes new targets, and the snapshot and timestamp that go with them. */
  public void publish(Targets next) {
    targets = next;
    publishSnapshot(MetaFile.of(next.version(), put(next)));
  }

  void publishSnapshot(MetaFile named) {
    snapshot = Snapshot.of(snapshot.version() + 1, EXPIRES, named);
    publishTimestamp(MetaFile.of(snapshot.version(), put(snapshot)));
  }

  void publishTimestamp(MetaFile named) {
    timestamp = Timestamp.of(timestamp.version() + 1, EXPIRES, named);
    put(timestamp);
  }

  /** Publishes the next version of targets with nothing new in it. */
  void publishNext() {
    publish(withVersion(targets, targets.version() + 1));
  }

  static Targets withVersion(Targets targets, long version) {
    return new Targets(
        version, targets.expires(), targets.targets(), targets.floors(), targets.extra());
  }

  byte[] put(Metadata metadata) {
    return put(metadata, keys.get(metadata.role()));
  }

  byte[] put(Metadata metadata, List<? extends Signer> signers) {
    byte[] file = MetadataWriter.sign(metadata, signers);
    files.put(metadata.fileName(), file);
    return file;
  }

  @Override
  public Optional<byte[]> fetch(String fileName, int maxBytes) {
    fetched.add(fileName);
    return Optional.ofNullable(files.get(fileName));
  }

  /** What a new device trusts after its first update. */
  public TrustedMetadata trusted() throws TrustException, IOException {
    return MetadataClient.refresh(this, MemoryStore.with(rootFile(1)), NOW);
  }
}
