package io.skerry.controller.authority;

import io.skerry.protocol.crypto.P256Key;
import java.io.IOException;
import java.io.StringReader;
import java.security.PublicKey;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A certificate request that passed its checks: a P-256 key whose holder signed the request. Of
 * what else it asks for nothing is taken over.
 *
 * @param name the subject's CN
 */
public record CertificateRequest(String name, PublicKey publicKey) {
  private static final int MAX_CHARS = 8192;

  /**
   * Parses PKCS#10 in PEM.
   *
   * @throws CertificateRefused naming the fault
   */
  public static CertificateRequest parse(String pem) throws CertificateRefused {
    if (pem.length() > MAX_CHARS) {
      throw new CertificateRefused(
          "certificate request: expected at most " + MAX_CHARS + " characters");
    }
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
        throw new CertificateRefused("certificate request: expected PKCS#10 in PEM");
      }
      return checked(new JcaPKCS10CertificationRequest(request));
    } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
      throw new CertificateRefused("certificate request: " + e.getMessage(), e);
    } catch (java.security.GeneralSecurityException e) {
      throw new CertificateRefused("certificate request: expected a P-256 key", e);
    }
  }

  /** Refuses a request in another name. */
  public void requireName(String expected) throws CertificateRefused {
    if (!name.equals(expected)) {
      throw new CertificateRefused(
          "certificate request: expected CN=" + expected + ", got another");
    }
  }

  private static CertificateRequest checked(JcaPKCS10CertificationRequest request)
      throws CertificateRefused,
          java.security.GeneralSecurityException,
          OperatorCreationException,
          PKCSException {
    PublicKey key = request.getPublicKey();
    P256Key.of(key); // refuses every other curve, and points off the curve
    if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
      throw new CertificateRefused("certificate request: expected it signed by its own key");
    }
    return new CertificateRequest(Identity.value(request.getSubject(), BCStyle.CN), key);
  }
}
