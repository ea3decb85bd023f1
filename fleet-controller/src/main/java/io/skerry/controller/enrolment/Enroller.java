package io.skerry.controller.enrolment;

import io.skerry.controller.audit.Audit;
import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.CertificateRefused;
import io.skerry.controller.authority.CertificateRequest;
import io.skerry.controller.authority.Identity;
import io.skerry.controller.authority.Pem;
import io.skerry.controller.authority.Role;
import io.skerry.controller.db.Database;
import io.skerry.controller.enrolment.EnrolmentRows.Token;
import io.skerry.controller.state.Secret;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Issues one-use tokens and turns each into one device's certificate. Token used, certificate and
 * audit line are one transaction. A name that is enrolled is enrolled again only by a token made
 * for that very name. Thread-safe; blocks.
 */
final class Enroller {
  private static final int CONTENT_KEY_BYTES = 32;

  private final Database database;
  private final Authority authority;
  private final Endpoints endpoints;
  private final Audit audit;
  private final Clock clock;

  Enroller(Database database, Authority authority, Endpoints endpoints, Audit audit, Clock clock) {
    this.database = database;
    this.authority = authority;
    this.endpoints = endpoints;
    this.audit = audit;
    this.clock = clock;
  }

  /** A new token; only its hash is kept here. */
  EnrolmentToken createToken(String who, TokenRequest request) {
    String secret = Secret.create();
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    database.update(
        handle -> {
          new EnrolmentRows(handle).addToken(Secret.hash(secret), request, now);
          String device = request.device().map(Object::toString).orElse("any device");
          audit.add(
              handle, who, "token.create", device, "for " + request.life().toSeconds() + " s");
        });
    return new EnrolmentToken(
        URI.create(endpoints.url()),
        authority.fleet(),
        authority.publicKeyHash(),
        secret,
        now.plus(request.life()));
  }

  /** Enrols a device, once per token. */
  EnrolmentResult enrol(Enrolment.Request request) {
    return database.write(handle -> enrol(handle, request));
  }

  private EnrolmentResult enrol(Handle handle, Enrolment.Request request) {
    EnrolmentRows rows = new EnrolmentRows(handle);
    Instant now = clock.instant();
    Optional<Token> token = rows.usable(Secret.hash(request.secret()), now);
    if (token.isEmpty() || !token.get().allows(request.device())) {
      return new EnrolmentResult.Forbidden();
    }
    Optional<Sha256> replaced = rows.certificate(request.device());
    if (replaced.isPresent() && token.get().device().isEmpty()) {
      return new EnrolmentResult.NameTaken();
    }
    if (Identity.reserved(request.device().value())) {
      return new EnrolmentResult.Unusable("device: names like this one are kept; choose another");
    }
    if (request.contentKey().length() != CONTENT_KEY_BYTES) {
      return new EnrolmentResult.Unusable(
          "contentKey: expected 32 bytes, got " + request.contentKey().length());
    }
    try {
      X509Certificate certificate = issue(request);
      rows.enrol(token.get(), request, certificate, now);
      String subject = request.device().value();
      String detail =
          "certificate "
              + Authority.fingerprint(certificate)
              + replaced.map(old -> ", in place of " + old).orElse("");
      audit.add(handle, "device " + subject, "device.enrol", subject, detail);
      return new EnrolmentResult.Enrolled(answer(certificate));
    } catch (CertificateRefused e) {
      return new EnrolmentResult.Unusable(e.getMessage());
    }
  }

  private X509Certificate issue(Enrolment.Request request) throws CertificateRefused {
    CertificateRequest asked = CertificateRequest.parse(request.request());
    String device = request.device().value();
    asked.requireName(device);
    return authority.issueClient(device, Role.DEVICE, asked.publicKey());
  }

  private Enrolment.Answer answer(X509Certificate certificate) {
    return new Enrolment.Answer(
        authority.fleet(),
        Pem.write(certificate),
        Pem.write(authority.certificate()),
        endpoints.host(),
        endpoints.mqttPort());
  }
}
