package io.skerry.agent.enrol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** PEM (RFC 7468) with one object. */
final class Pem {
  private static final int LINE_CHARS = 64;

  private Pem() {}

  static String encode(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(LINE_CHARS, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /**
   * The bytes of the object with this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  static byte[] decode(String label, String pem) {
    String begin = "-----BEGIN " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("PEM: expected " + begin);
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }
}
