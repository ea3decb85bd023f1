package io.skerry.controller.authority;

import java.util.Locale;

/** What a certificate's holder is to the fleet: the certificate's OU. */
public enum Role {
  /** The controller itself. */
  CONTROLLER,
  /** An agent; its name is its device id. */
  DEVICE,
  /** A program that reads results. */
  INTEGRATOR;

  /** Its form in a certificate: lower case. */
  public String unit() {
    return name().toLowerCase(Locale.ROOT);
  }
}
