package io.skerry.controller.enrolment;

import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Pem;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Enrolment;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables of tokens and of enrolled devices, in the caller's transaction. */
final class EnrolmentRows {
  private static final Duration KEPT = Duration.ofDays(30);

  private final Handle handle;

  EnrolmentRows(Handle handle) {
    this.handle = handle;
  }

  /** A token that can still be used. */
  record Token(Sha256 hash, Optional<DeviceId> device, String labels) {
    boolean allows(DeviceId name) {
      return device.isEmpty() || device.get().equals(name);
    }
  }

  /** Stores a token, and forgets those that expired long ago. */
  void addToken(Sha256 hash, TokenRequest request, Instant now) {
    handle.execute("DELETE FROM enrolment_token WHERE expires < ?", text(now.minus(KEPT)));
    handle.execute(
        "INSERT INTO enrolment_token (hash, device, labels, expires) VALUES (?, ?, ?, ?)",
        hash.hex(),
        request.device().map(DeviceId::value).orElse(null),
        new String(Json.write(request.labels()), StandardCharsets.UTF_8),
        text(now.plus(request.life())));
  }

  Optional<Token> usable(Sha256 hash, Instant now) {
    return handle
        .createQuery(
            "SELECT device, labels FROM enrolment_token"
                + " WHERE hash = ? AND used_by IS NULL AND expires > ?")
        .bind(0, hash.hex())
        .bind(1, text(now))
        .map(
            (row, context) ->
                new Token(
                    hash,
                    Optional.ofNullable(row.getString("device")).map(DeviceId::new),
                    row.getString("labels")))
        .findOne();
  }

  /** The certificate of the device that is enrolled under this name. */
  Optional<Sha256> certificate(DeviceId device) {
    return handle
        .createQuery("SELECT certificate FROM device_identity WHERE device = ?")
        .bind(0, device.value())
        .mapTo(String.class)
        .findOne()
        .map(Sha256::new);
  }

  /** Uses the token up for this device, whose new row replaces an older one of its name. */
  void enrol(Token token, Enrolment.Request request, X509Certificate certificate, Instant now) {
    handle.execute(
        "UPDATE enrolment_token SET used_by = ? WHERE hash = ?",
        request.device().value(),
        token.hash().hex());
    handle.execute(
        "INSERT OR REPLACE INTO device_identity (device, certificate, pem, content_key, labels, enrolled)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        request.device().value(),
        Authority.fingerprint(certificate).hex(),
        Pem.write(certificate),
        request.contentKey().toArray(),
        token.labels(),
        text(now));
  }

  /** Milliseconds at most, so that texts sort as times do. */
  private static String text(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond()).toString();
  }
}
