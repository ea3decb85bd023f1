package io.skerry.packager.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.packager.cli.Failure;
import io.skerry.packager.file.BoundedRead;
import io.skerry.packager.file.DurableFile;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.Signer;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Key files: {@code FILE} (encrypted, mode 0600) and {@code FILE.pub} (a TUF key object). */
public final class KeyStore {
  private KeyStore() {}

  static Ed25519Signer create(Path file, PassphraseOption passphrases) throws IOException, Failure {
    Path publicFile = publicFile(file);
    for (Path path : new Path[] {file, publicFile}) {
      if (Files.exists(path)) {
        throw Failure.refused(path + ": exists; choose another name, a key is never overwritten");
      }
    }
    SecureRandom random = new SecureRandom();
    Ed25519Signer signer = Ed25519Signer.generate(random);
    try (Passphrase passphrase = passphrases.chosen(file.toString())) {
      KeyFile content = KeyFile.encrypt(signer, passphrase, Argon2.recommended(random), random);
      Files.createDirectories(file.toAbsolutePath().getParent());
      DurableFile.create(publicFile, Json.write(signer.publicKey().toTuf()), false);
      DurableFile.create(file, Json.write(content), true); // last: a key is never without its .pub
    }
    return signer;
  }

  /**
   * Opens a private key, asking for its passphrase.
   *
   * @throws Failure REFUSED if the passphrase is wrong
   */
  public static Signer open(Path file, PassphraseOption passphrases)
      throws IOException, Failure, FormatException, TrustException {
    KeyFile content = Json.read(BoundedRead.file(file, KeyFile.MAX_BYTES), KeyFile.class);
    try (Passphrase passphrase = passphrases.existing(file.toString())) {
      return content.decrypt(file.toString(), passphrase);
    }
  }

  /** Whether a file holds a private key, encrypted, rather than a public one. */
  public static boolean isPrivate(JsonNode file) {
    return file.path("type").asText().equals(KeyFile.TYPE);
  }

  /** The public key of a file of either kind; of a private one without its passphrase. */
  public static VerifyKey publicKey(Path file)
      throws IOException, Failure, FormatException, TrustException {
    byte[] bytes = BoundedRead.file(file, KeyFile.MAX_BYTES);
    JsonNode tree = Json.read(bytes, JsonNode.class);
    return isPrivate(tree) ? Json.read(bytes, KeyFile.class).verifyKey() : VerifyKey.fromTuf(tree);
  }

  static Path publicFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }
}
