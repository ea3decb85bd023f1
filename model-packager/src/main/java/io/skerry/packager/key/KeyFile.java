package io.skerry.packager.key;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.packager.cli.Failure;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.crypto.VerifyKey;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.CanonicalJson;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A private Ed25519 key as it stands on disk: the seed under AES-256-GCM, whose key comes from a
 * passphrase. Everything else in the file is authenticated with it.
 *
 * @param type {@code skerry-key-1}
 * @param publicKey its TUF key object
 * @param nonce 12 bytes
 * @param seed 32 bytes, encrypted, and their tag
 */
record KeyFile(String type, JsonNode publicKey, Argon2 argon2id, Bytes nonce, Bytes seed) {
  static final String TYPE = "skerry-key-1";
  static final int MAX_BYTES = 16 * 1024;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  KeyFile {
    if (!type.equals(TYPE)) {
      throw new IllegalArgumentException("key file: expected type " + TYPE + ", got " + type);
    }
    if (nonce.length() != NONCE_BYTES) {
      throw new IllegalArgumentException("key file: expected a nonce of 12 bytes");
    }
  }

  static KeyFile encrypt(
      Ed25519Signer signer, Passphrase passphrase, Argon2 argon2, SecureRandom random) {
    byte[] fresh = new byte[NONCE_BYTES];
    random.nextBytes(fresh);
    Bytes nonce = Bytes.of(fresh);
    JsonNode publicKey = signer.publicKey().toTuf();
    KeyFile open = new KeyFile(TYPE, publicKey, argon2, nonce, Bytes.of(new byte[0]));
    byte[] seed = signer.seed();
    byte[] key = argon2.derive(passphrase);
    try {
      Cipher cipher = open.cipher(Cipher.ENCRYPT_MODE, key);
      return new KeyFile(TYPE, publicKey, argon2, nonce, Bytes.of(cipher.doFinal(seed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * The key itself.
   *
   * @throws Failure REFUSED for a wrong passphrase or a changed file, which look the same
   */
  Ed25519Signer decrypt(String subject, Passphrase passphrase) throws Failure, TrustException {
    byte[] key = argon2id.derive(passphrase);
    try {
      byte[] opened = cipher(Cipher.DECRYPT_MODE, key).doFinal(seed.toArray());
      Ed25519Signer signer = Ed25519Signer.fromSeed(opened);
      Arrays.fill(opened, (byte) 0);
      if (!signer.publicKey().equals(verifyKey())) {
        throw Failure.refused(subject + ": its public key belongs to another private key");
      }
      return signer;
    } catch (AEADBadTagException e) {
      throw Failure.refused(
          subject + ": wrong passphrase, or the file was changed; try again, or take the backup");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The public half, as the file says it; decrypting proves it. */
  @JsonIgnore
  VerifyKey verifyKey() throws TrustException {
    return VerifyKey.fromTuf(publicKey);
  }

  private Cipher cipher(int mode, byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, nonce.toArray());
    cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
    ObjectNode rest = (ObjectNode) Json.tree(this);
    rest.remove("seed");
    cipher.updateAAD(CanonicalJson.encode(rest));
    return cipher;
  }
}
