package io.skerry.protocol.dsse;

import static io.skerry.protocol.trust.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.KeySignature;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvelopeTest {
  private static final String TYPE = "application/vnd.skerry.assignment+json";
  private static final byte[] PAYLOAD = utf8("{\"a\":1}");
  private static final int MAX = 4096;
  private final Ed25519Signer signer = Ed25519Signer.fromSeed(new byte[32]);
  private final List<VerifyKey> keys = List.of(signer.publicKey());

  /** The example of the DSSE specification. */
  @Test
  void encodesTypeAndPayloadWithTheirLengths() {
    assertEquals(
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
        new String(
            Envelope.preAuthenticationEncoding(
                "http://example.com/HelloWorld", utf8("hello world")),
            StandardCharsets.UTF_8));
  }

  @Test
  void countsLengthsInBytes() {
    assertEquals(
        "DSSEv1 2 é 3 €",
        new String(Envelope.preAuthenticationEncoding("é", utf8("€")), StandardCharsets.UTF_8));
  }

  @Test
  void givesTheSignedPayload() throws TrustException {
    byte[] bytes = Envelope.sign(TYPE, PAYLOAD, List.of(signer)).toBytes();
    assertArrayEquals(PAYLOAD, Envelope.parse(bytes, MAX).verify(TYPE, keys, 1));
  }

  @Test
  void refusesAPayloadSignedAsAnotherType() {
    Envelope command =
        Envelope.sign("application/vnd.skerry.command+json", PAYLOAD, List.of(signer));
    Envelope disguised = new Envelope(TYPE, command.payload(), command.signatures());
    assertRefused(Reason.FORMAT, () -> command.verify(TYPE, keys, 1));
    assertRefused(Reason.SIGNATURE, () -> disguised.verify(TYPE, keys, 1));
  }

  @Test
  void refusesAnotherPayload() {
    Envelope envelope = Envelope.sign(TYPE, PAYLOAD, List.of(signer));
    Envelope changed = new Envelope(TYPE, Bytes.of(utf8("{\"a\":2}")), envelope.signatures());
    assertRefused(Reason.SIGNATURE, () -> changed.verify(TYPE, keys, 1));
  }

  @Test
  void countsAKeyOnce() {
    Envelope twice = Envelope.sign(TYPE, PAYLOAD, List.of(signer, signer));
    assertRefused(Reason.SIGNATURE, () -> twice.verify(TYPE, keys, 2));
  }

  /** DSSE asks readers to take both alphabets of Base64, and to ignore fields they don't know. */
  @Test
  void readsUrlSafeBase64AndUnknownFields() throws TrustException {
    byte[] payload = new byte[] {(byte) 0xfb, (byte) 0xff, (byte) 0xfe};
    String json =
        new String(Envelope.sign(TYPE, payload, List.of(signer)).toBytes(), StandardCharsets.UTF_8);
    String urlSafe = json.replace("\"+//+\"", "\"-__-\"").replaceFirst("\\{", "{\"x\":[1],");
    assertArrayEquals(payload, Envelope.parse(utf8(urlSafe), MAX).verify(TYPE, keys, 1));
  }

  @Test
  void refusesMoreBytesThanAllowed() {
    byte[] bytes = Envelope.sign(TYPE, PAYLOAD, List.of(signer)).toBytes();
    assertRefused(Reason.LENGTH, () -> Envelope.parse(bytes, bytes.length - 1));
  }

  @Test
  void refusesMoreThan64Signatures() {
    KeySignature one = KeySignature.by(signer, PAYLOAD);
    List<KeySignature> many = new ArrayList<>(Collections.nCopies(65, one));
    byte[] bytes = new Envelope(TYPE, Bytes.of(PAYLOAD), many).toBytes();
    assertRefused(Reason.FORMAT, () -> Envelope.parse(bytes, 1 << 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[]}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":{}}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[1]}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{\"keyid\":\"a\",\"sig\":\"\"}]}",
        "{\"payload\":\"\",\"payload\":\"\"}"
      })
  void refusesWhatIsNoEnvelope(String json) {
    assertRefused(Reason.FORMAT, () -> Envelope.parse(utf8(json), MAX));
  }

  @Test
  void refusesEveryTruncation() {
    byte[] bytes = Envelope.sign(TYPE, PAYLOAD, List.of(signer)).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertRefused(Reason.FORMAT, () -> Envelope.parse(part, MAX));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
