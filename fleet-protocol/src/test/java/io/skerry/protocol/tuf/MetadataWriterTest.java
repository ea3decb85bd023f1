package io.skerry.protocol.tuf;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static io.skerry.protocol.tuf.RepositorySimulator.EXPIRES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.P256Signer;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MetadataWriterTest {
  private final RepositorySimulator repository = new RepositorySimulator();
  private final Ed25519Signer ann = repository.newKey();
  private final Ed25519Signer bob = repository.newKey();

  @Test
  void writesGoldenBytes() {
    Ed25519Signer signer = Ed25519Signer.fromSeed(new byte[32]);
    Timestamp timestamp = Timestamp.of(3, EXPIRES, MetaFile.ofVersion(2));
    assertEquals(
        "{\"signatures\":[{\"keyid\":\""
            + signer.publicKey().id()
            + "\",\"sig\":\"SIG\"}],\"signed\":{\"_type\":\"timestamp\",\"expires\":\"2027-01-31T00:00:00Z\","
            + "\"meta\":{\"snapshot.json\":{\"version\":2}},\"spec_version\":\"1.0.31\",\"version\":3}}",
        utf8(MetadataWriter.sign(timestamp, List.of(signer)))
            .replaceAll("\"sig\":\"[0-9a-f]{128}\"", "\"sig\":\"SIG\""));
  }

  @Test
  void letsTheHoldersOfTwoKeysSignOneAfterTheOther() throws TrustException {
    Root root = rootOf(2, ann.publicKey(), bob.publicKey());
    byte[] unsigned = MetadataWriter.sign(root, List.of());
    byte[] byAnn = MetadataWriter.addSignatures(unsigned, List.of(ann));
    byte[] byBoth = MetadataWriter.addSignatures(byAnn, List.of(bob));
    assertRefused(Reason.SIGNATURE, () -> Signed.root(byAnn).verify(root));
    Signed.root(byBoth).verify(root);
  }

  @Test
  void replacesAKeysOlderSignature() throws TrustException {
    byte[] file = MetadataWriter.sign(rootOf(1, ann.publicKey()), List.of(ann));
    assertArrayEquals(file, MetadataWriter.addSignatures(file, List.of(ann)));
  }

  @Test
  void keepsFieldsThatItDoesNotKnow() throws TrustException {
    JsonNode custom = Json.object().put("note", "kept");
    TargetFile file = new TargetFile(0, Hashes.of(new byte[0]), Map.of("custom", custom));
    Targets targets =
        new Targets(1, EXPIRES, Map.of("any path", file), Map.of(), Map.of("x-other", custom));
    byte[] signed = MetadataWriter.sign(targets, repository.keys(RoleName.TARGETS));
    Signed<Targets> read = Signed.targets(signed);
    read.verify(repository.root);
    assertEquals(targets, read.metadata());
    assertArrayEquals(
        signed, MetadataWriter.sign(read.metadata(), repository.keys(RoleName.TARGETS)));
  }

  @Test
  void writesRootsThatItReads() throws TrustException {
    Root root = repository.root();
    assertEquals(root, Signed.root(MetadataWriter.sign(root, List.of())).metadata());
    assertEquals(1, root.assignments().orElseThrow().threshold());
    String json = utf8(repository.rootFile(1));
    assertTrue(json.contains("\"x-skerry-assignments\":{\"keyids\":[\""), json);
  }

  /** PEM has line feeds, which canonical JSON leaves raw. */
  @Test
  void writesRootsWithKeysInPem() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    P256Signer signer = new P256Signer(pair.getPrivate(), pair.getPublic());
    Root root = rootOf(1, signer.publicKey());
    byte[] file =
        MetadataWriter.addSignatures(MetadataWriter.sign(root, List.of()), List.of(signer));
    Signed.root(file).verify(root);
    assertEquals(root, Signed.root(file).metadata());
  }

  @Test
  void readsARootThatLetsNobodyAssign() throws TrustException {
    Map<RoleName, KeySet> sets = repository.keySets();
    sets.remove(RoleName.ASSIGNMENTS);
    Root root = Root.of(1, EXPIRES, sets);
    Signed<Root> read = Signed.root(MetadataWriter.sign(root, List.of()));
    assertTrue(read.metadata().assignments().isEmpty());
  }

  @Test
  void refusesARootThatNamesAKeyItDoesNotHold() {
    Root root = repository.root();
    assertThrows(
        IllegalArgumentException.class,
        () -> new Root(1, EXPIRES, Map.of(), root.roles(), Map.of()));
  }

  @Test
  void refusesToSignWhatIsNoMetadataFile() {
    for (String json : List.of("{", "[]", "{\"signed\":{}}", "{\"signed\":1,\"signatures\":[]}")) {
      assertRefused(
          Reason.FORMAT,
          () -> MetadataWriter.addSignatures(json.getBytes(StandardCharsets.UTF_8), List.of(ann)));
    }
  }

  private Root rootOf(int threshold, VerifyKey... keys) {
    Map<RoleName, KeySet> sets = repository.keySets();
    sets.put(RoleName.ROOT, new KeySet(List.of(keys), threshold));
    return Root.of(1, EXPIRES, sets);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
