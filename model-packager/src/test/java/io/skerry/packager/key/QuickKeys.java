package io.skerry.packager.key;

import io.skerry.packager.Cli;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Key files whose passphrase is cheap to try, so that tests don't wait for Argon2. */
public final class QuickKeys {
  private QuickKeys() {}

  /** Writes FILE and FILE.pub, under the passphrase of {@link Cli}. */
  public static void make(Path file) throws IOException {
    SecureRandom random = new SecureRandom();
    Ed25519Signer signer = Ed25519Signer.generate(random);
    Argon2 cheap = new Argon2(8 << 10, 1, 1, Bytes.of(new byte[Argon2.SALT_BYTES]));
    try (Passphrase passphrase = new Passphrase(Cli.PASSPHRASE.toCharArray())) {
      Files.write(file, Json.write(KeyFile.encrypt(signer, passphrase, cheap, random)));
    }
    Files.write(KeyStore.publicFile(file), Json.write(signer.publicKey().toTuf()));
  }
}
