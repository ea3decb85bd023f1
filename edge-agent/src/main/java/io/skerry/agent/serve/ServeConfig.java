package io.skerry.agent.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the device answers.
 *
 * @param listen an address; beyond this machine only with a token
 * @param token what callers must show as bearer; at least 16 characters
 * @param waits how long it waits for callers
 */
public record ServeConfig(String listen, Ports ports, Optional<String> token, Waits waits) {
  private static final int MIN_TOKEN_CHARS = 16;
  private static final int MAX_TOKEN_BYTES = 4096;

  public ServeConfig {
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

  /** HTTP alone. */
  public ServeConfig(String listen, int port, Optional<String> token) {
    this(listen, new Ports(port, Optional.empty(), Optional.empty()), token, Waits.USUAL);
  }

  /**
   * Ports; 0 takes a free one.
   *
   * @param http of the API
   * @param grpc of the same inference over gRPC; empty to leave that out
   * @param metrics answers {@code /metrics} alone; empty to leave that out
   */
  public record Ports(int http, Optional<Integer> grpc, Optional<Integer> metrics) {
    public Ports {
      checkPort("port", http);
      grpc.ifPresent(given -> checkPort("gRPC port", given));
      metrics.ifPresent(given -> checkPort("metrics port", given));
    }
  }

  /**
   * After which a connection over HTTP on which nothing moves is closed, at least 1 ms.
   *
   * @param idle where no request is under way, or it has not come whole, or its answer is not read
   * @param answer where it waits for an answer
   */
  public record Waits(Duration idle, Duration answer) {
    static final Waits USUAL = new Waits(Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Waits {
      if (idle.toMillis() < 1 || answer.compareTo(idle) < 0) {
        throw new IllegalArgumentException(
            "waits: expected 1 ms or more, and for an answer no less, got "
                + idle
                + " and "
                + answer);
      }
    }
  }

  /** The same that waits so long. */
  ServeConfig withWaits(Waits other) {
    return new ServeConfig(listen, ports, token, other);
  }

  /** The same with this port for gRPC. */
  public ServeConfig withGrpc(Optional<Integer> port) {
    return new ServeConfig(listen, new Ports(ports.http, port, ports.metrics), token, waits);
  }

  /** The same with this port for metrics alone. */
  public ServeConfig withMetrics(Optional<Integer> port) {
    return new ServeConfig(listen, new Ports(ports.http, ports.grpc, port), token, waits);
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
    return listen + ":" + ports.http + (token.isPresent() ? " with a token" : "");
  }

  private static void checkPort(String what, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(what + ": expected 0 to 65535, got " + port);
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("listen: no such address: " + address, e);
    }
  }
}
