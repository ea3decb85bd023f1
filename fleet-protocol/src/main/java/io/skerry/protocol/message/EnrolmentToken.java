package io.skerry.protocol.message;

import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;

/**
 * What the operator gives to a device, besides root.json, so that it can enrol.
 *
 * @param url the controller's API, https
 * @param authority SHA-256 of the CA's public key (SubjectPublicKeyInfo, DER)
 * @param secret works once
 */
public record EnrolmentToken(
    URI url, FleetId fleet, Sha256 authority, String secret, Instant expires) {
  private static final String PREFIX = "skerry1.";
  private static final int MAX_CHARS = 2048;

  public EnrolmentToken {
    if (!"https".equals(url.getScheme())) {
      throw new IllegalArgumentException("url: expected https, got " + url.getScheme());
    }
  }

  /**
   * Parses the string form.
   *
   * @throws FormatException without repeating the token, which is secret
   */
  public static EnrolmentToken parse(String token) throws FormatException {
    if (!token.startsWith(PREFIX) || token.length() > MAX_CHARS) {
      throw new FormatException("enrolment token: expected one that begins with " + PREFIX);
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
      return Json.read(json, EnrolmentToken.class);
    } catch (IllegalArgumentException e) {
      throw new FormatException("enrolment token: not whole, copy all of it");
    }
  }

  /** The string form; secret. */
  public String encode() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(this));
  }

  /** Without the secret, so that it can't reach a log. */
  @Override
  public String toString() {
    return "EnrolmentToken[" + url + ", " + fleet + ", expires " + expires + "]";
  }
}
