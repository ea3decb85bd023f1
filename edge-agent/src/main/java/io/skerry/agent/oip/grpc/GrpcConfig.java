package io.skerry.agent.oip.grpc;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where and to whom the device answers over gRPC.
 *
 * @param listen an address
 * @param port 0 takes a free one
 * @param allows whether a caller with this header {@code authorization} may ask
 */
public record GrpcConfig(String listen, int port, Predicate<Optional<String>> allows) {
  public GrpcConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("gRPC port: expected 0 to 65535, got " + port);
    }
  }
}
