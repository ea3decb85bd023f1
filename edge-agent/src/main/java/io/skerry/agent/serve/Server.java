package io.skerry.agent.serve;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.oip.OipRoutes;
import io.skerry.agent.oip.Protocol;
import io.skerry.agent.oip.grpc.GrpcApi;
import io.skerry.agent.oip.grpc.GrpcConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device's HTTP API. Thread-safe. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int WAITING = 16;
  private static final long CLOSE_S = 10;

  private final Vertx vertx;
  private final Workers workers;
  private final HttpServer http;
  private Optional<HttpServer> metrics = Optional.empty();
  private Optional<GrpcApi> grpc = Optional.empty();

  private Server(Vertx vertx, Workers workers, HttpServer http) {
    this.vertx = vertx;
    this.workers = workers;
    this.http = http;
  }

  /**
   * Answers from now on; blocks until it listens.
   *
   * @throws IOException if the address is taken or not this machine's
   */
  public static Server start(ServeConfig config, Serving serving, PrometheusMeterRegistry registry)
      throws IOException {
    FileSystemOptions noFiles =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    Vertx vertx =
        serving
            .tracing()
            .of(Vertx.builder())
            .with(new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(noFiles))
            .build();
    Workers workers = new Workers(Runtime.getRuntime().availableProcessors(), WAITING);
    Metrics metrics = new Metrics(registry, new ModelMetrics(serving.protocol().catalogue()));
    Routes routes =
        new Routes(
            new StatusPage(serving), new Predictor(serving.models()), workers, metrics, serving);
    Bearer bearer = new Bearer(config.token());
    OipRoutes protocol = new OipRoutes(vertx, serving.protocol());
    Exchange exchange = new Exchange(routes, protocol, bearer, registry, vertx);
    HttpServer http =
        vertx
            .createHttpServer(options(config, config.ports().http()))
            .connectionHandler(
                connection -> {
                  Patience.install(connection, config.waits());
                  protocol.connected(connection);
                })
            .requestHandler(
                request -> {
                  Patience.began(request);
                  serving.warn(request.response());
                  exchange.serve(request);
                })
            .invalidRequestHandler(Exchange::refuse);
    Server server = new Server(vertx, workers, http);
    try {
      await(http.listen());
      if (config.ports().grpc().isPresent()) {
        server.grpc = Optional.of(await(grpc(vertx, config, bearer, serving.protocol())));
      }
      if (config.ports().metrics().isPresent()) {
        server.metrics = Optional.of(metrics(vertx, config, metrics, bearer));
        await(server.metrics.get().listen());
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException("can't listen on " + config + ": " + e.getMessage(), e);
    }
  }

  private static HttpServer metrics(
      Vertx vertx, ServeConfig config, Metrics metrics, Bearer bearer) {
    return vertx
        .createHttpServer(options(config, config.ports().metrics().orElseThrow()))
        .connectionHandler(connection -> Patience.install(connection, config.waits()))
        .requestHandler(new MetricsPort(metrics, bearer)::serve)
        .invalidRequestHandler(Exchange::refuse);
  }

  private static Future<GrpcApi> grpc(
      Vertx vertx, ServeConfig config, Bearer bearer, Protocol protocol) {
    GrpcConfig own =
        new GrpcConfig(
            config.listen(),
            config.ports().grpc().orElseThrow(),
            header -> bearer.allows(header.orElse(null)));
    return GrpcApi.start(vertx, own, protocol);
  }

  private static HttpServerOptions options(ServeConfig config, int port) {
    return new HttpServerOptions()
        .setHost(config.listen())
        .setPort(port)
        .setHttp2ClearTextEnabled(false)
        .setMaxFormAttributeSize(Upload.MAX_ATTRIBUTE_BYTES);
  }

  /** The port that it listens on. */
  public int port() {
    return http.actualPort();
  }

  /** The port that it listens on for metrics alone. */
  public Optional<Integer> metricsPort() {
    return metrics.map(HttpServer::actualPort);
  }

  /** The port that it listens on for gRPC. */
  public Optional<Integer> grpcPort() {
    return grpc.map(GrpcApi::port);
  }

  @Override
  public void close() {
    try {
      if (metrics.isPresent()) {
        await(metrics.get().close());
      }
      await(http.close());
      if (grpc.isPresent()) {
        await(grpc.get().close());
      }
      workers.close();
      await(vertx.close());
    } catch (IOException e) {
      LOG.warn("closing the HTTP server: {}", e.getMessage());
    }
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(CLOSE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer in " + CLOSE_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
