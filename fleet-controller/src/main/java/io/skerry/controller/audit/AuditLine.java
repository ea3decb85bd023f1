package io.skerry.controller.audit;

import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * One line.
 *
 * @param hash SHA-256 over the line before's hash and this line, so that no line can be changed or
 *     taken out without changing all that follow
 */
record AuditLine(
    long number,
    Instant time,
    String who,
    String action,
    String subject,
    String detail,
    String hash) {
  static final String FIRST = "0".repeat(64);

  /** This line after another. */
  AuditLine after(String previousHash) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(previousHash.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(Json.write(List.of(time.toString(), who, action, subject, detail)));
    String next = Sha256.of(out.toByteArray()).hex();
    return new AuditLine(number, time, who, action, subject, detail, next);
  }
}
