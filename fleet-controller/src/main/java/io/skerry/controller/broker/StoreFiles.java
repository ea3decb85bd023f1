package io.skerry.controller.broker;

import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.files.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.UUID;

/**
 * The key and trust stores that the broker's acceptor reads, written anew at each start; the
 * password lives as long as the process.
 */
record StoreFiles(Path keyStore, Path trustStore, String password) {
  static StoreFiles write(Path folder, TlsIdentity tls) throws IOException {
    String password = UUID.randomUUID().toString();
    Path keys = folder.resolve("keys.p12");
    Path trust = folder.resolve("trust.p12");
    DurableFile.writeSecret(keys, bytes(tls.keyStore(password.toCharArray()), password));
    DurableFile.writeSecret(trust, bytes(tls.trustStore(), password));
    return new StoreFiles(keys, trust, password);
  }

  private static byte[] bytes(KeyStore store, String password) throws IOException {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, password.toCharArray());
      return out.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "StoreFiles[" + keyStore + "]";
  }
}
