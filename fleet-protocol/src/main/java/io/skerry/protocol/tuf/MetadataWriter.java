package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.json.CanonicalJson;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes and signs metadata files. What is signed is canonical JSON, which is no JSON where text
 * has line feeds (keys in PEM); so the file itself is ordinary JSON.
 */
public final class MetadataWriter {
  private MetadataWriter() {}

  /** A new file with these signatures, perhaps none yet. */
  public static byte[] sign(Metadata metadata, List<? extends Signer> signers) {
    ObjectNode file = Json.object();
    file.set("signed", metadata.toJson());
    file.putArray("signatures");
    return signed(file, signers);
  }

  /**
   * The same file with signatures added, so that the holders of a role's keys can sign one after
   * the other on different machines. What is signed stays as it is; a key's older signature is
   * replaced.
   *
   * @throws TrustException FORMAT
   */
  public static byte[] addSignatures(byte[] file, List<? extends Signer> signers)
      throws TrustException {
    try {
      JsonNode tree = Json.read(file, JsonNode.class);
      if (!tree.path("signed").isObject() || !tree.path("signatures").isArray()) {
        throw TrustException.format("metadata file", "expected an object signed and signatures");
      }
      return signed((ObjectNode) tree, signers);
    } catch (FormatException | IllegalArgumentException e) {
      throw TrustException.format("metadata file", e);
    }
  }

  private static byte[] signed(ObjectNode file, List<? extends Signer> signers) {
    byte[] message = CanonicalJson.encode(file.path("signed"));
    ArrayNode signatures = Json.object().putArray("signatures");
    file.path("signatures").forEach(signatures::add);
    for (Signer signer : signers) {
      String id = signer.publicKey().id().toString();
      for (int i = signatures.size() - 1; i >= 0; i--) {
        if (signatures.path(i).path("keyid").asText().equals(id)) {
          signatures.remove(i);
        }
      }
      String value = HexFormat.of().formatHex(signer.sign(message));
      signatures.addObject().put("keyid", id).put("sig", value);
    }
    file.set("signatures", signatures);
    return CanonicalJson.toFile(file);
  }
}
