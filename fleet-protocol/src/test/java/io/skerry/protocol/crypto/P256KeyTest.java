package io.skerry.protocol.crypto;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skerry.protocol.trust.TrustException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class P256KeyTest {
  private static final byte[] MESSAGE = "hello skerry".getBytes(StandardCharsets.UTF_8);

  /** Key and signature made by OpenSSL 3. */
  private static final String PEM =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmr0mYNlbBAd6LbOT4ln2p+SRmsO5
      iHRUy/Y9shIVqn8dZp3+LNa/Gt7GvTm1I57RGmXri+YP2kpsznewANHNGw==
      -----END PUBLIC KEY-----
      """;

  private static final byte[] SIGNATURE =
      HexFormat.of()
          .parseHex(
              "304502201df63e7297affa2db41d1348d9d68145cb4e20820273375c75ac84e8ce250942022100ffe4"
                  + "262b44b6108a3577e71bcd7382c56e09aac410e8f4e2d68fc47712d888a8");

  @Test
  void verifiesWhatOpenSslSigned() {
    P256Key key = new P256Key(P256Key.TYPE, PEM);
    assertTrue(key.verifies(MESSAGE, SIGNATURE));
    assertFalse(key.verifies("hello skerrY".getBytes(StandardCharsets.UTF_8), SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // P-384
        "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEytcsJfaGmNsBxjCh5HWyVi7NAjzEsRKF"
            + "TPH/4Lq8qxS+cd37FMt5vgg2f/VKoEsU3e2YyOQfttjOkeCITUAazYN00dmFlMTl"
            + "szktHH0JAow4ms3b1LfvlnaRtUnPW9UU",
        // secp256k1
        "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEKIw7W6twPOUzFouviH0BCzxBUwvb37Ae"
            + "yNG9ShA8OkM1YJxOCYI7l9U1JylbuOrZtbxYt9MuddaLEhbL4/GKpQ==",
        "AAAA",
        "not base64!",
        ""
      })
  void refusesOtherCurvesAndGarbage(String base64) {
    assertThrows(IllegalArgumentException.class, () -> new P256Key(P256Key.TYPE, pem(base64)));
  }

  @Test
  void refusesAPointThatIsNotOnTheCurve() {
    byte[] der =
        Base64.getMimeDecoder().decode(PEM.lines().skip(1).limit(2).reduce("", String::concat));
    der[der.length - 1] ^= 1;
    String moved = pem(Base64.getEncoder().encodeToString(der));
    assertThrows(IllegalArgumentException.class, () -> new P256Key(P256Key.TYPE, moved));
  }

  @Test
  void takesHostileBytesForNoSignature() {
    P256Key key = new P256Key(P256Key.TYPE, PEM);
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = SIGNATURE.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      assertFalse(key.verifies(MESSAGE, bad), HexFormat.of().formatHex(bad));
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      assertFalse(key.verifies(MESSAGE, noise));
    }
  }

  @Test
  void signsWhatItsPublicKeyVerifies() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    P256Signer signer = new P256Signer(pair.getPrivate(), pair.getPublic());
    assertTrue(signer.publicKey().verifies(MESSAGE, signer.sign(MESSAGE)));
    assertEquals(signer.publicKey(), P256Key.of(pair.getPublic()));
  }

  @Test
  void keepsThePemOfOtherToolsToTheByte() throws Exception {
    VerifyKey key = VerifyKey.fromTuf(new P256Key(P256Key.OLD_TYPE, PEM).toTuf());
    assertEquals(PEM, ((P256Key) key).pem());
    assertEquals(
        "e64a8a46b215bd868834bedd1204093ccb5f7a98a1baa30ec86893219da9c901", key.id().toString());
  }

  @Test
  void isTheSameMaterialHoweverItIsWritten() {
    P256Key written = new P256Key(P256Key.TYPE, PEM);
    P256Key otherwise = new P256Key(P256Key.OLD_TYPE, PEM.strip());
    assertEquals(written.material(), otherwise.material());
    assertFalse(written.id().equals(otherwise.id()));
  }

  @Test
  void refusesAnotherScheme() {
    assertRefused(
        Reason.FORMAT,
        () -> VerifyKey.fromTuf(TufKey.of(P256Key.TYPE, "ecdsa-sha2-nistp384", PEM)));
  }

  private static String pem(String base64) {
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }
}
