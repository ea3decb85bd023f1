package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.trust.TrustException.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TUF 5.3. */
final class RootUpdateTest {
  private final RepositorySimulator repository = new RepositorySimulator();
  private final MemoryStore store = MemoryStore.with(repository.rootFile(1));

  @Test
  void followsEveryRotationOneByOne() throws Exception {
    for (int i = 0; i < 5; i++) {
      repository.rotate(RoleName.ROOT);
    }
    assertEquals(6, refresh().root().metadata().version());
    assertArrayEquals(repository.rootFile(6), store.files.get("root"));
    assertEquals(
        List.of("2.root.json", "3.root.json", "4.root.json", "5.root.json", "6.root.json"),
        repository.fetched.subList(0, 5));
  }

  @Test
  void refusesARootSignedOnlyByItsOwnNewKeys() {
    Ed25519Signer thief = repository.newKey();
    repository.keys.put(RoleName.ROOT, List.of(thief));
    repository.nextRoot(List.of());
    assertRefused(Reason.SIGNATURE, this::refresh);
    assertArrayEquals(repository.rootFile(1), store.files.get("root"));
  }

  @Test
  void refusesARootSignedOnlyByTheOldKeys() {
    List<Ed25519Signer> old = repository.keys.put(RoleName.ROOT, List.of(repository.newKey()));
    repository.root = Root.of(2, RepositorySimulator.EXPIRES, repository.keySets());
    repository.put(repository.root, old);
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  @Test
  void refusesARootBelowTheOldThreshold() throws Exception {
    Ed25519Signer ann = repository.newKey();
    Ed25519Signer bob = repository.newKey();
    byte[] first = putRoot(1, 2, List.of(ann, bob), List.of(ann, bob));
    putRoot(2, 1, List.of(ann), List.of(ann, ann));
    store.files.put("root", first);
    assertRefused(Reason.SIGNATURE, this::refresh);

    putRoot(2, 1, List.of(ann), List.of(ann, bob));
    assertEquals(2, refresh().root().metadata().version());
  }

  @Test
  void refusesARootThatSkipsAVersion() {
    Root skipping = Root.of(3, RepositorySimulator.EXPIRES, repository.keySets());
    repository.files.put("2.root.json", MetadataWriter.sign(skipping, rootKeys()));
    assertRefused(Reason.VERSION, this::refresh);
  }

  @Test
  void refusesTheTrustedRootAgainAsTheNextOne() {
    repository.files.put("2.root.json", repository.rootFile(1));
    assertRefused(Reason.ROLLBACK, this::refresh);
  }

  @Test
  void passesThroughAnExpiredRootToAFreshOne() throws Exception {
    repository.root = Root.of(2, RepositorySimulator.PAST, repository.keySets());
    repository.put(repository.root);
    repository.rotate(RoleName.ROOT);
    assertEquals(3, refresh().root().metadata().version());
  }

  @Test
  void refusesAnExpiredLastRoot() {
    repository.put(Root.of(2, RepositorySimulator.PAST, repository.keySets()));
    assertRefused(Reason.EXPIRED, this::refresh);
  }

  @Test
  void expiresAtTheVeryInstant() {
    repository.put(Root.of(2, RepositorySimulator.NOW, repository.keySets()));
    assertRefused(Reason.EXPIRED, this::refresh);
  }

  @Test
  void keepsTheRootsVerifiedBeforeARefusal() throws Exception {
    repository.rotate(RoleName.ROOT);
    repository.files.put("3.root.json", new byte[] {'{'});
    assertRefused(Reason.FORMAT, this::refresh);
    repository.files.remove("3.root.json");
    assertArrayEquals(repository.rootFile(2), store.files.get("root"));
    assertEquals(2, refresh().root().metadata().version());
  }

  @Test
  void takesAtMost1024RootsAtOnceAndGoesOnTheNextTime() throws Exception {
    for (int i = 0; i < Limits.ROOT_ROTATIONS + 1; i++) {
      repository.nextRoot(List.of());
    }
    assertRefused(Reason.ROOT, this::refresh);
    assertEquals(1026, refresh().root().metadata().version());
  }

  @Test
  void refusesARootThatIsTooLong() {
    repository.files.put("2.root.json", new byte[Limits.ROOT_BYTES + 1]);
    assertRefused(Reason.LENGTH, this::refresh);
  }

  @Test
  void needsARootToBeginWith() {
    store.files.clear();
    assertRefused(Reason.MISSING, this::refresh);
  }

  @Test
  void refusesAStoredRootThatItsOwnKeysDidNotSign() {
    store.files.put("root", MetadataWriter.sign(repository.root, List.of(repository.newKey())));
    assertRefused(Reason.SIGNATURE, this::refresh);
  }

  private byte[] putRoot(
      long version, int threshold, List<Ed25519Signer> keys, List<? extends Signer> signers) {
    Map<RoleName, KeySet> sets = repository.keySets();
    sets.put(
        RoleName.ROOT,
        new KeySet(List.copyOf(keys.stream().map(Signer::publicKey).toList()), threshold));
    return repository.put(Root.of(version, RepositorySimulator.EXPIRES, sets), signers);
  }

  private List<Ed25519Signer> rootKeys() {
    return repository.keys(RoleName.ROOT);
  }

  private TrustedMetadata refresh() throws Exception {
    return MetadataClient.refresh(repository, store, RepositorySimulator.NOW);
  }
}
