package io.skerry.protocol.crypto;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyKeyTest {
  private static final String PUBLIC =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  /** The id that securesystemslib's rule gives, computed apart from this code. */
  @Test
  void namesAKeyByTheHashOfItsCanonicalJson() throws Exception {
    VerifyKey key = VerifyKey.fromTuf(TufKey.of("ed25519", "ed25519", PUBLIC));
    assertEquals(
        "74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916", key.id().toString());
  }

  @Test
  void readsWhatItWrites() throws Exception {
    VerifyKey key = VerifyKey.fromTuf(TufKey.of("ed25519", "ed25519", PUBLIC));
    assertEquals(key, VerifyKey.fromTuf(key.toTuf()));
  }

  @Test
  void keepsAKeyOfAnUnknownTypeThatVerifiesNothing() throws Exception {
    JsonNode object =
        tree("{\"keytype\":\"ml-dsa\",\"scheme\":\"x\",\"keyval\":{\"public\":\"0\\n\"}}");
    VerifyKey key = VerifyKey.fromTuf(object);
    assertEquals(object, key.toTuf());
    assertFalse(key.verifies(new byte[0], new byte[64]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{}",
        "{\"keytype\":1}",
        "{\"keytype\":\"ed25519\"}",
        "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":7}}",
        "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"zz\"}}",
        "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"abcd\"}}",
        "{\"keytype\":\"ed25519\",\"scheme\":\"none\",\"keyval\":{\"public\":\"" + PUBLIC + "\"}}",
        "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"x\":1,\"keyval\":{\"public\":\""
            + PUBLIC
            + "\"}}",
        "{\"keytype\":\"ecdsa\",\"scheme\":\"ecdsa-sha2-nistp256\",\"keyval\":{\"public\":\"\"}}"
      })
  void refusesWhatIsNoKey(String json) throws FormatException {
    JsonNode object = tree(json);
    assertRefused(Reason.FORMAT, () -> VerifyKey.fromTuf(object));
  }

  /** The same key in upper case would be a second name for it. */
  @Test
  void refusesAnEd25519KeyInAnotherSpelling() {
    String upper = PUBLIC.replace('a', 'A');
    TrustException e =
        assertRefused(
            Reason.FORMAT, () -> VerifyKey.fromTuf(TufKey.of("ed25519", "ed25519", upper)));
    assertEquals("public key", e.subject());
  }

  private static JsonNode tree(String json) throws FormatException {
    return Json.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }
}
