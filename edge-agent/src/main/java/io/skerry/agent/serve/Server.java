package io.skerry.agent.serve;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.agent.oip.OipRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device's HTTP API. Thread-safe. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int WAITING = 16;
  private static final int IDLE_S = 30;
  private static final long CLOSE_S = 10;

  private final Vertx vertx;
  private final Workers workers;
  private final HttpServer http;
  private final HttpServer metrics;

  private Server(Vertx vertx, Workers workers, HttpServer http, HttpServer metrics) {
    this.vertx = vertx;
    this.workers = workers;
    this.http = http;
    this.metrics = metrics;
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
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setFileSystemOptions(noFiles));
    Workers workers = new Workers(Runtime.getRuntime().availableProcessors(), WAITING);
    Metrics metrics = new Metrics(registry, new ModelMetrics(serving.protocol().catalogue()));
    Routes routes =
        new Routes(new StatusPage(serving), new Predictor(serving.models()), workers, metrics);
    Bearer bearer = new Bearer(config.token());
    Exchange exchange =
        new Exchange(routes, new OipRoutes(vertx, serving.protocol()), bearer, registry, vertx);
    HttpServer http =
        vertx
            .createHttpServer(options(config, config.port()))
            .requestHandler(
                request -> {
                  serving.warn(request.response());
                  exchange.serve(request);
                })
            .invalidRequestHandler(Exchange::refuse);
    HttpServer scraped =
        vertx
            .createHttpServer(options(config, Math.max(0, config.metricsPort())))
            .requestHandler(new MetricsPort(metrics, bearer)::serve)
            .invalidRequestHandler(Exchange::refuse);
    Server server = new Server(vertx, workers, http, scraped);
    try {
      await(http.listen());
      if (config.metricsPort() != ServeConfig.OFF) {
        await(scraped.listen());
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException("can't listen on " + config + ": " + e.getMessage(), e);
    }
  }

  private static HttpServerOptions options(ServeConfig config, int port) {
    return new HttpServerOptions()
        .setHost(config.listen())
        .setPort(port)
        .setHttp2ClearTextEnabled(false)
        .setMaxFormAttributeSize(Upload.MAX_ATTRIBUTE_BYTES)
        .setIdleTimeout(IDLE_S)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  /** The port that it listens on. */
  public int port() {
    return http.actualPort();
  }

  /** The port for metrics alone; 0 if there is none. */
  public int metricsPort() {
    return metrics.actualPort();
  }

  @Override
  public void close() {
    try {
      await(metrics.close());
      await(http.close());
      workers.close();
      await(vertx.close());
    } catch (IOException e) {
      LOG.warn("closing the HTTP server: {}", e.getMessage());
    }
  }

  private static void await(Future<?> future) throws IOException {
    try {
      future.toCompletionStage().toCompletableFuture().get(CLOSE_S, TimeUnit.SECONDS);
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
