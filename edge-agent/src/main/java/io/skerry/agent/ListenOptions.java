package io.skerry.agent;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where a command's server listens. */
final class ListenOptions {
  @Option(
      names = "--listen",
      defaultValue = Listen.ADDRESS,
      paramLabel = "ADDRESS",
      description = "where it answers; beyond this machine only with --token-file")
  private String listen;

  @Option(
      names = "--port",
      defaultValue = Listen.PORT,
      paramLabel = "N",
      description = "0 takes a free one")
  private int port;

  @Option(
      names = "--grpc-port",
      defaultValue = Listen.GRPC_PORT,
      paramLabel = "N",
      description = "where it answers over gRPC; 0 takes a free one, -1 none")
  private int grpcPort;

  @Option(
      names = "--metrics-port",
      defaultValue = Listen.METRICS_PORT,
      paramLabel = "N",
      description = "answers /metrics alone; 0 takes a free one, -1 none")
  private int metricsPort;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "holds what callers must show as bearer token")
  private Path tokenFile;

  /** What they say. */
  Listen given() {
    return new Listen(listen, port, grpcPort, metricsPort, Optional.ofNullable(tokenFile));
  }
}
