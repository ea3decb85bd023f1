package io.skerry.controller;

import java.net.InetAddress;
import java.util.List;

/**
 * Where to listen.
 *
 * @param listen a DNS name or an IP address; {@code 0.0.0.0} and {@code ::} are all of them
 * @param api 0 takes a free port, and {@code mqtt} too
 */
record Ports(String listen, int api, int mqtt) {
  /** Where the controller itself finds its broker. */
  String linkHost() {
    return everywhere() ? "127.0.0.1" : listen;
  }

  /**
   * Checks that the controller's certificate names the address, else nobody could connect to it,
   * the controller itself included.
   *
   * @throws IllegalArgumentException if it doesn't
   */
  void requireNamed(List<String> hosts) {
    if (!everywhere() && hosts.stream().noneMatch(host -> same(host, listen))) {
      throw new IllegalArgumentException(
          "--listen "
              + listen
              + ": the certificate names only "
              + String.join(", ", hosts)
              + "; listen on one of them or on 0.0.0.0, or make the fleet with '--host "
              + listen
              + "'");
    }
  }

  private boolean everywhere() {
    return listen.equals("0.0.0.0") || listen.equals("::");
  }

  private static boolean same(String host, String other) {
    if (host.equalsIgnoreCase(other)) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).equals(InetAddress.ofLiteral(other));
    } catch (IllegalArgumentException e) {
      return false; // one of them is a DNS name
    }
  }
}
