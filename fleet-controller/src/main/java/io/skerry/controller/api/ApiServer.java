package io.skerry.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The HTTPS server: TLS 1.2 and up, HTTP/1.1 and 2. Open routes are mounted first; what is left
 * needs a bearer token. The owner closes it, then the Vert.x instance. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int IDLE_S = 120;
  private static final Pattern PARAMETER = Pattern.compile(":([a-zA-Z0-9]+)");

  private final Vertx vertx;
  private final Workers workers;
  private final Calls calls;
  private final Router router;

  public ApiServer(Vertx vertx) {
    this.vertx = vertx;
    this.workers = new Workers(vertx);
    this.calls = new Calls(workers);
    this.router = Router.router(vertx);
  }

  /** What features make their routes with. */
  public Calls calls() {
    return calls;
  }

  /**
   * Mounts everything; call once, before {@link #listen}.
   *
   * @param open routes that need no token
   * @param guarded routes that do
   */
  public void mount(List<Routes> open, List<Routes> guarded, TokenCheck tokens, OwnRoutes own) {
    router.route().handler(new RequestIds()).handler(new SecurityHeaders());
    router.route().handler(new CallMetrics(own.metrics()));
    Faults.mount(router);
    own.mountOpen(router);
    open.forEach(routes -> routes.mount(router));
    router.route().handler(new Authentication(tokens, workers));
    own.mountGuarded(router);
    guarded.forEach(routes -> routes.mount(router));
  }

  /** Every mounted call, as the description writes it: {@code GET /api/v1/devices/{device}}. */
  public List<String> mounted() {
    return router.getRoutes().stream()
        .filter(route -> route.getPath() != null && route.methods() != null)
        .flatMap(
            route ->
                route.methods().stream()
                    .map(
                        method ->
                            method + " " + PARAMETER.matcher(route.getPath()).replaceAll("{$1}")))
        .sorted()
        .toList();
  }

  /** Starts to answer; the future fails if the address is taken or the key unusable. */
  public Future<Address> listen(Endpoint endpoint) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setKeyPath(endpoint.key().toString())
                    .setCertPath(endpoint.certificate().toString()))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setIdleTimeout(IDLE_S)
            .setHandle100ContinueAutomatically(true);
    HttpServer server = vertx.createHttpServer(options).requestHandler(router);
    return server
        .listen(endpoint.port(), endpoint.host())
        .map(listening -> new Address(endpoint.host(), listening.actualPort()));
  }

  /** Waits for the calls that run; the Vert.x instance closes the server. */
  @Override
  public void close() {
    workers.close();
  }

  /**
   * Where to listen and as whom.
   *
   * @param port 0 takes a free one
   * @param key PKCS#8 in PEM
   * @param certificate its chain in PEM
   */
  public record Endpoint(String host, int port, Path key, Path certificate) {}

  /** Where the server answers. */
  public record Address(String host, int port) {}
}
