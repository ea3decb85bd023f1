package io.skerry.agent.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the device answers.
 *
 * @param listen an address; beyond this machine only with a token
 * @param port 0 takes a free one
 * @param token what callers must show as bearer; at least 16 characters
 * @param metricsPort answers {@code /metrics} too; 0 takes a free one, {@link #OFF} none
 */
public record ServeConfig(String listen, int port, Optional<String> token, int metricsPort) {
  /** No port for metrics alone. */
  public static final int OFF = -1;

  private static final int MIN_TOKEN_CHARS = 16;
  private static final int MAX_TOKEN_BYTES = 4096;

  public ServeConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: expected 0 to 65535, got " + port);
    }
    if (metricsPort < OFF || metricsPort > 65_535) {
      throw new IllegalArgumentException("metrics port: expected -1 to 65535, got " + metricsPort);
    }
    if (token.isPresent() && token.get().length() < MIN_TOKEN_CHARS) {
      throw new IllegalArgumentException("token: expected at least 16 characters");
    }
    if (token.isEmpty() && !isLoopback(listen)) {
      throw new IllegalArgumentException(
          "listen: expected a loopback address such as 127.0.0.1, got "
              + listen
              + "; to be reached from elsewhere, give a token file");
    }
  }

  /** Without a port for metrics alone. */
  public ServeConfig(String listen, int port, Optional<String> token) {
    this(listen, port, token, OFF);
  }

  /** The same, with a port for metrics alone. */
  public ServeConfig withMetricsPort(int other) {
    return new ServeConfig(listen, port, token, other);
  }

  /**
   * With a token from the first line of a file.
   *
   * @throws IOException if it can't be read
   */
  public static ServeConfig withTokenFile(String listen, int port, Path file) throws IOException {
    if (Files.size(file) > MAX_TOKEN_BYTES) {
      throw new IOException("token file " + file + ": expected at most 4096 bytes");
    }
    String token = Files.readString(file).lines().findFirst().orElse("").strip();
    return new ServeConfig(listen, port, Optional.of(token));
  }

  /** Never tells the token. */
  @Override
  public String toString() {
    return listen
        + ":"
        + port
        + (metricsPort > 0 ? " and " + metricsPort : "")
        + (token.isPresent() ? " with a token" : "");
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("listen: no such address: " + address, e);
    }
  }
}
