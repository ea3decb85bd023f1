package io.skerry.protocol.crypto;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.trust.TrustException.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThresholdTest {
  private static final byte[] MESSAGE = {1, 2, 3};
  private final Ed25519Signer ann = signer(1);
  private final Ed25519Signer bob = signer(2);
  private final Ed25519Signer eve = signer(3);
  private final List<VerifyKey> keys = List.of(ann.publicKey(), bob.publicKey());

  @Test
  void isMetByDifferentKeys() {
    assertDoesNotThrow(() -> require(keys, 2, by(ann), by(bob)));
  }

  @Test
  void isNotMetByOneKeyTwice() {
    assertRefused(Reason.SIGNATURE, () -> require(keys, 2, by(ann), by(ann)));
  }

  @Test
  void isNotMetByAStranger() {
    assertRefused(Reason.SIGNATURE, () -> require(keys, 1, by(eve)));
  }

  @Test
  void isNotMetByAStrangerUnderAKnownName() {
    KeySignature forged = new KeySignature(ann.publicKey().id(), by(eve).value());
    assertRefused(Reason.SIGNATURE, () -> require(keys, 1, forged));
  }

  @Test
  void isNotMetBySignaturesOfAnotherMessage() {
    KeySignature other = KeySignature.by(ann, new byte[] {9});
    assertRefused(Reason.SIGNATURE, () -> require(keys, 1, other));
  }

  @Test
  void isNotMetWithoutSignatures() {
    KeySignature awaited = new KeySignature(ann.publicKey().id(), Bytes.of(new byte[0]));
    assertRefused(Reason.SIGNATURE, () -> require(keys, 1));
    assertRefused(Reason.SIGNATURE, () -> require(keys, 1, awaited));
  }

  @Test
  void looksPastABadSignatureToAGoodOneOfTheSameKey() {
    KeySignature bad = new KeySignature(ann.publicKey().id(), Bytes.of(new byte[64]));
    assertDoesNotThrow(() -> require(keys, 1, bad, by(ann)));
  }

  /** The same P-256 key written with and without a last line feed has two names. */
  @Test
  void isNotMetByOneKeyUnderTwoNames() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    P256Signer signer = new P256Signer(pair.getPrivate(), pair.getPublic());
    P256Key alias = new P256Key(P256Key.TYPE, signer.publicKey().pem().strip());
    KeySignature first = by(signer);
    KeySignature second = new KeySignature(alias.id(), first.value());
    List<VerifyKey> both = List.of(signer.publicKey(), alias);
    assertDoesNotThrow(() -> require(both, 1, second));
    assertRefused(Reason.SIGNATURE, () -> require(both, 2, first, second));
  }

  @Test
  void isNeverZero() {
    assertThrows(IllegalArgumentException.class, () -> require(keys, 0, by(ann)));
  }

  private static void require(Collection<VerifyKey> keys, int threshold, KeySignature... signatures)
      throws Exception {
    Threshold.require("x", MESSAGE, List.of(signatures), keys, threshold);
  }

  private static KeySignature by(Signer signer) {
    return KeySignature.by(signer, MESSAGE);
  }

  private static Ed25519Signer signer(int seed) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) seed;
    return Ed25519Signer.fromSeed(bytes);
  }
}
