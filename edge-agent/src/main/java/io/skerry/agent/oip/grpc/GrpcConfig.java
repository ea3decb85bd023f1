package io.skerry.agent.oip.grpc;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where and to whom the device answers over gRPC.
 *
 * @param listen an address
 * @param port 0 takes a free one
 * @param allows whether a caller with this header {@code authorization} may ask
 * @param version of this program
 * @param limits on what is taken
 */
public record GrpcConfig(
    String listen, int port, Predicate<Optional<String>> allows, String version, Limits limits) {
  public GrpcConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("gRPC port: expected 0 to 65535, got " + port);
    }
  }

  /**
   * What is taken.
   *
   * @param messageBytes of one request
   * @param heldBytes of all requests at once
   */
  public record Limits(int messageBytes, long heldBytes) {
    /** 64 MiB for one, 256 MiB for all. */
    public static final Limits USUAL = new Limits(64 << 20, 256L << 20);

    public Limits {
      if (messageBytes < 1 || heldBytes < messageBytes) {
        throw new IllegalArgumentException(
            "limits: expected 1 <= message <= held bytes, got %d and %d"
                .formatted(messageBytes, heldBytes));
      }
    }
  }
}
