package io.skerry.controller.authority;

/** A certificate request that breaks a rule; the message names it. */
public final class CertificateRefused extends Exception {
  private static final long serialVersionUID = 1L;

  CertificateRefused(String message) {
    super(message);
  }

  CertificateRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
