package io.skerry.packager.blob;

import io.skerry.protocol.id.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Copies and digests what is read through it. Confined to one thread. */
final class CopiedStream extends FilterInputStream {
  private final OutputStream copy;
  private final MessageDigest digest = Sha256.newDigest();
  private long bytes;

  CopiedStream(InputStream in, OutputStream copy) {
    super(in);
    this.copy = copy;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    if (read > 0) {
      copy.write(into, from, read);
      digest.update(into, from, read);
      bytes += read;
    }
    return read;
  }

  long bytes() {
    return bytes;
  }

  Sha256 sha256() {
    return Sha256.ofDigest(digest.digest());
  }
}
