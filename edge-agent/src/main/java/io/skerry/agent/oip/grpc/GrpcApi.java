package io.skerry.agent.oip.grpc;

import io.skerry.agent.oip.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/**
 * The Open Inference Protocol over gRPC, on a port of its own: HTTP/2 without TLS. At most {@link
 * #MAX_CONNECTIONS} connections with {@link #MAX_STREAMS} calls each; a call that stands still for
 * a minute is cut off. Thread-safe.
 */
public final class GrpcApi {
  private static final int MAX_STREAMS = 256;
  private static final int MAX_CONNECTIONS = 256;
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;
  private static final int IDLE_S = 600;

  /** Callers that give up reset their calls, under overload all of them. */
  private static final int RESETS_IN_30_S = 10_000;

  private final HttpServer http;
  private final Blocks blocks;

  private GrpcApi(HttpServer http, Blocks blocks) {
    this.http = http;
    this.blocks = blocks;
  }

  /**
   * Answers from now on.
   *
   * @param protocol whose bound of what is held counts other wires too
   * @return fails if the address is taken or not this machine's
   */
  public static Future<GrpcApi> start(Vertx vertx, GrpcConfig config, Protocol protocol) {
    Blocks blocks = new Blocks(protocol.pool(), protocol.held());
    Methods methods = new Methods(protocol, blocks);
    HttpServer http = vertx.createHttpServer(options(config));
    Calls calls = new Calls(vertx, methods, blocks, config.allows());
    http.requestHandler(calls::open);
    http.connectionHandler(connection -> calls.connected(connection, MAX_CONNECTIONS));
    return http.listen().map(listening -> new GrpcApi(http, blocks));
  }

  /** The port that it listens on. */
  public int port() {
    return http.actualPort();
  }

  /** What requests under way hold, in bytes, over all protocols. */
  public long heldBytes() {
    return blocks.held();
  }

  /** Takes no more calls and ends those under way. */
  public Future<Void> close() {
    return http.close();
  }

  private static HttpServerOptions options(GrpcConfig config) {
    return new HttpServerOptions()
        .setHost(config.listen())
        .setPort(config.port())
        .setHttp2ClearTextEnabled(true)
        .setHttp2RstFloodMaxRstFramePerWindow(RESETS_IN_30_S)
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MAX_STREAMS)
                .setInitialWindowSize(STREAM_WINDOW_BYTES))
        .setIdleTimeout(IDLE_S)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }
}
