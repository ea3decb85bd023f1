package io.skerry.protocol.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.protocol.crypto.KeyId;
import io.skerry.protocol.crypto.KeySignature;
import io.skerry.protocol.crypto.Threshold;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.CanonicalJson;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A metadata file: its parsed content, its signatures and its original bytes, which are what is
 * stored and published again. Parsing proves nothing; {@link #verify} does. Immutable.
 */
public final class Signed<T extends Metadata> {
  private final T metadata;
  private final Bytes file;
  private final byte[] message;
  private final List<KeySignature> signatures;

  private Signed(T metadata, Bytes file, byte[] message, List<KeySignature> signatures) {
    this.metadata = metadata;
    this.file = file;
    this.message = message;
    this.signatures = signatures;
  }

  /** Parses root metadata; FORMAT if it isn't. */
  public static Signed<Root> root(byte[] file) throws TrustException {
    return parse("root", file, RootReader::read);
  }

  /** Parses timestamp metadata; FORMAT if it isn't. */
  public static Signed<Timestamp> timestamp(byte[] file) throws TrustException {
    return parse("timestamp", file, Timestamp::read);
  }

  /** Parses snapshot metadata; FORMAT if it isn't. */
  public static Signed<Snapshot> snapshot(byte[] file) throws TrustException {
    return parse("snapshot", file, Snapshot::read);
  }

  /** Parses targets metadata; FORMAT if it isn't. */
  public static Signed<Targets> targets(byte[] file) throws TrustException {
    return parse("targets", file, Targets::read);
  }

  private static <T extends Metadata> Signed<T> parse(String subject, byte[] file, Reader<T> reader)
      throws TrustException {
    try {
      Fields fields = new Fields(subject, Json.read(file, JsonNode.class));
      JsonNode signed = fields.any("signed");
      List<KeySignature> signatures = signatures(subject, fields.array("signatures"));
      byte[] message = CanonicalJson.encode(signed);
      return new Signed<>(reader.read(signed), Bytes.of(file), message, signatures);
    } catch (FormatException | IllegalArgumentException e) {
      throw TrustException.format(subject, e);
    }
  }

  private static List<KeySignature> signatures(String subject, JsonNode list)
      throws TrustException {
    if (list.size() > Threshold.MAX_SIGNATURES) {
      throw TrustException.format(subject, "expected at most 64 signatures, got " + list.size());
    }
    List<KeySignature> signatures = new ArrayList<>();
    for (JsonNode entry : list) {
      Fields fields = new Fields(subject + " signature", entry);
      byte[] value = HexFormat.of().parseHex(fields.text("sig"));
      signatures.add(new KeySignature(KeyId.parse(fields.text("keyid")), Bytes.of(value)));
    }
    return List.copyOf(signatures);
  }

  /** What it says. */
  public T metadata() {
    return metadata;
  }

  /** A copy of the file as it came. */
  public byte[] bytes() {
    return file.toArray();
  }

  /** Who says to have signed. */
  public List<KeySignature> signatures() {
    return signatures;
  }

  /**
   * Requires the signatures that this root asks for.
   *
   * @throws TrustException SIGNATURE
   */
  public void verify(Root root) throws TrustException {
    Role role = root.role(metadata.role());
    Threshold.require(
        metadata.fileName() + " by root " + root.version(),
        message,
        signatures,
        root.keys(role),
        role.threshold());
  }

  @Override
  public String toString() {
    return metadata.fileName();
  }

  private interface Reader<T> {
    T read(JsonNode signed) throws TrustException;
  }
}
