package io.skerry.protocol.dsse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.crypto.KeyId;
import io.skerry.protocol.crypto.KeySignature;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.crypto.Threshold;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import io.skerry.protocol.trust.TrustException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A DSSE v1 envelope: signatures over the exact bytes of a payload together with its type. What it
 * holds is worth nothing before {@link #verify}.
 *
 * @param payloadType such as {@code application/vnd.skerry.assignment+json}
 * @param signatures at most 64
 */
public record Envelope(String payloadType, Bytes payload, List<KeySignature> signatures) {
  private static final String SUBJECT = "envelope";

  public Envelope {
    signatures = List.copyOf(signatures);
  }

  /** Signs a payload. */
  public static Envelope sign(String payloadType, byte[] payload, List<? extends Signer> signers) {
    byte[] message = preAuthenticationEncoding(payloadType, payload);
    List<KeySignature> signatures =
        signers.stream().map(signer -> KeySignature.by(signer, message)).toList();
    return new Envelope(payloadType, Bytes.of(payload), signatures);
  }

  /** The JSON form. */
  public byte[] toBytes() {
    ObjectNode object = Json.object().put("payload", payload.toString());
    object.put("payloadType", payloadType);
    ArrayNode list = object.putArray("signatures");
    for (KeySignature signature : signatures) {
      list.addObject()
          .put("keyid", signature.keyId().toString())
          .put("sig", signature.value().toString());
    }
    return Json.write(object);
  }

  /**
   * Parses the JSON form; fields that DSSE doesn't name are ignored.
   *
   * @throws TrustException LENGTH or FORMAT
   */
  public static Envelope parse(byte[] bytes, int maxBytes) throws TrustException {
    if (bytes.length > maxBytes) {
      throw TrustException.of(
          Reason.LENGTH, SUBJECT, "at most " + maxBytes + " bytes", bytes.length);
    }
    try {
      JsonNode object = Json.read(bytes, JsonNode.class);
      JsonNode list = object.path("signatures");
      if (!list.isArray() || list.isEmpty() || list.size() > Threshold.MAX_SIGNATURES) {
        throw TrustException.format(SUBJECT, "expected 1 to 64 signatures");
      }
      List<KeySignature> signatures = new ArrayList<>();
      for (JsonNode signature : list) {
        signatures.add(
            new KeySignature(
                KeyId.parse(text(signature, "keyid")), base64(text(signature, "sig"))));
      }
      return new Envelope(text(object, "payloadType"), base64(text(object, "payload")), signatures);
    } catch (FormatException | IllegalArgumentException e) {
      throw TrustException.format(SUBJECT, e);
    }
  }

  /**
   * The payload, if it is of this type and so many different keys of these signed it.
   *
   * @throws TrustException FORMAT for another type, SIGNATURE
   */
  public byte[] verify(String expectedType, Collection<? extends VerifyKey> keys, int threshold)
      throws TrustException {
    if (!payloadType.equals(expectedType)) {
      throw TrustException.of(Reason.FORMAT, SUBJECT, "type " + expectedType, payloadType);
    }
    byte[] bytes = payload.toArray();
    byte[] message = preAuthenticationEncoding(payloadType, bytes);
    Threshold.require(SUBJECT + " " + expectedType, message, signatures, keys, threshold);
    return bytes;
  }

  /** What is signed (DSSE v1, PAE): lengths keep type and payload apart. */
  static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + type.length + 32);
    out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(type);
    out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static String text(JsonNode object, String name) throws TrustException {
    JsonNode value = object.path(name);
    if (!value.isTextual()) {
      throw TrustException.format(SUBJECT, "expected text in '" + name + "'");
    }
    return value.textValue();
  }

  /** DSSE lets the writer choose between the two alphabets of RFC 4648. */
  private static Bytes base64(String text) {
    return Bytes.of(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
  }
}
