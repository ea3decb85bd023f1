package io.skerry.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.json.Bytes;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Ed25519Test {
  private static final HexFormat HEX = HexFormat.of();

  /** RFC 8032 section 7.1, tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        + "1cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        + "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
        + "984dc6594a7c15e9716ed28dc027beceea1ec40a",
  })
  void agreesWithRfc8032(String seed, String publicKey, String message, String signature) {
    Ed25519Signer signer = Ed25519Signer.fromSeed(HEX.parseHex(seed));
    byte[] bytes = HEX.parseHex(message);
    assertEquals(publicKey, signer.publicKey().material());
    assertEquals(signature, HEX.formatHex(signer.sign(bytes)));
    assertTrue(signer.publicKey().verifies(bytes, HEX.parseHex(signature)));
  }

  @Test
  void givesItsSeedBack() {
    Ed25519Signer signer = Ed25519Signer.generate(new SecureRandom());
    assertEquals(signer.publicKey(), Ed25519Signer.fromSeed(signer.seed()).publicKey());
    assertArrayEquals(signer.seed(), Ed25519Signer.fromSeed(signer.seed()).seed());
  }

  @Test
  void findsEveryFlippedBitOfASignature() {
    Ed25519Signer signer = Ed25519Signer.fromSeed(new byte[32]);
    byte[] message = {1, 2, 3};
    byte[] signature = signer.sign(message);
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] bad = signature.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(signer.publicKey().verifies(message, bad), "bit " + bit);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65, 1000})
  void takesBytesOfAnotherLengthForNoSignature(int length) {
    Ed25519Key key = Ed25519Signer.fromSeed(new byte[32]).publicKey();
    assertFalse(key.verifies(new byte[0], new byte[length]));
  }

  /** A key of small order would accept one signature for many messages. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void refusesKeysThatAreNoPointOfTheLargeGroup(String hex) {
    assertThrows(IllegalArgumentException.class, () -> new Ed25519Key(Bytes.of(HEX.parseHex(hex))));
  }
}
