package io.skerry.agent;

import io.skerry.agent.serve.ServeConfig;
import io.skerry.agent.serve.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command's server listens. */
final class ListenOptions {
  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "where it answers; beyond this machine only with --token-file")
  private String listen;

  @Option(
      names = "--port",
      defaultValue = "8000",
      paramLabel = "N",
      description = "0 takes a free one")
  private int port;

  @Option(
      names = "--grpc-port",
      defaultValue = "8001",
      paramLabel = "N",
      description = "where it answers over gRPC; 0 takes a free one, -1 none")
  private int grpcPort;

  @Option(
      names = "--metrics-port",
      defaultValue = "8002",
      paramLabel = "N",
      description = "answers /metrics alone; 0 takes a free one, -1 none")
  private int metricsPort;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "holds what callers must show as bearer token")
  private Path tokenFile;

  /** What they say. */
  ServeConfig config() throws IOException {
    ServeConfig config =
        tokenFile == null
            ? new ServeConfig(listen, port, Optional.empty())
            : ServeConfig.withTokenFile(listen, port, tokenFile);
    return config.withGrpc(given(grpcPort)).withMetrics(given(metricsPort));
  }

  /** The line that tells that it answers. */
  String ready(Server server) {
    String host = listen.contains(":") ? "[" + listen + "]" : listen;
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
