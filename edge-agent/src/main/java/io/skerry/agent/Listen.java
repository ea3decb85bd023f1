package io.skerry.agent;

import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a server listens; of the ports 0 takes a free one, and -1 none, except for {@code port}.
 *
 * @param tokenFile holds what callers must show
 */
record Listen(String address, int port, int grpcPort, int metricsPort, Optional<Path> tokenFile) {
  static final String ADDRESS = "127.0.0.1";
  static final String PORT = "8000";
  static final String GRPC_PORT = "8001";
  static final String METRICS_PORT = "8002";

  /** What it says; reads the token. */
  ServeConfig config() throws IOException {
    ServeConfig config =
        tokenFile.isEmpty()
            ? new ServeConfig(address, port, Optional.empty())
            : ServeConfig.withTokenFile(address, port, tokenFile.get());
    return config.withGrpc(given(grpcPort)).withMetrics(given(metricsPort));
  }

  /** The line that tells that it answers. */
  String ready(Server server) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    String http = "\"url\":\"http://" + host + ":" + server.port() + "\"";
    String grpc =
        server.grpcPort().map(port -> ",\"grpc\":\"" + host + ":" + port + "\"").orElse("");
    String metrics = server.metricsPort().map(port -> ",\"metricsPort\":" + port).orElse("");
    return "{\"ready\":true," + http + grpc + metrics + "}";
  }

  private static Optional<Integer> given(int port) {
    return port == -1 ? Optional.empty() : Optional.of(port);
  }
}
