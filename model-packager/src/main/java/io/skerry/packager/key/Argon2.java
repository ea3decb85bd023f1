package io.skerry.packager.key;

import io.skerry.protocol.json.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How a passphrase becomes a key: Argon2id (RFC 9106).
 *
 * @param memoryKib 8 MiB to 1 GiB
 * @param iterations 1 to 16
 * @param lanes 1 to 16
 * @param salt 16 to 64 bytes
 */
record Argon2(int memoryKib, int iterations, int lanes, Bytes salt) {
  static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;

  Argon2 {
    if (memoryKib < 8 << 10
        || memoryKib > 1 << 20
        || iterations < 1
        || iterations > 16
        || lanes < 1
        || lanes > 16
        || salt.length() < SALT_BYTES
        || salt.length() > 64) {
      throw new IllegalArgumentException("argon2id: parameters out of bounds");
    }
  }

  /** RFC 9106's second recommendation: 64 MiB, which any desk has. */
  static Argon2 recommended(SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new Argon2(64 << 10, 3, 4, Bytes.of(salt));
  }

  byte[] derive(Passphrase passphrase) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(lanes)
            .withSalt(salt.toArray())
            .build());
    byte[] key = new byte[KEY_BYTES];
    byte[] secret = passphrase.bytes();
    generator.generateBytes(secret, key);
    Arrays.fill(secret, (byte) 0);
    return key;
  }
}
