package io.skerry.agent.trace;

import io.vertx.core.spi.observability.HttpRequest;
import java.util.Map;

/**
 * What a request is for, by the semantic conventions of OpenTelemetry; names are few, whatever
 * callers send.
 *
 * @param name of the span
 * @param attributes of the span
 */
record Operation(String name, Map<String, String> attributes) {
  private static final int LONGEST_METHOD = 16;

  /** Whether it only looks at this server, over and over: worth no trace of its own. */
  boolean probes() {
    String path = attributes.get("url.path");
    return path.equals("/health")
        || path.equals("/metrics")
        || path.startsWith("/v2/health/")
        || path.equals("/inference.GRPCInferenceService/ServerLive")
        || path.equals("/inference.GRPCInferenceService/ServerReady")
        || path.startsWith("/grpc.health.");
  }

  static Operation of(HttpRequest request) {
    String path = request.uri().split("[?#]", 2)[0];
    String type = request.headers().get("content-type");
    if (type != null && type.startsWith("application/grpc")) {
      return rpc(path);
    }
    String method = request.method().name();
    String known = method.length() <= LONGEST_METHOD ? method : "HTTP";
    String route = route(path);
    return route.isEmpty()
        ? new Operation(known, Map.of("http.request.method", method, "url.path", path))
        : new Operation(
            known + " " + route,
            Map.of("http.request.method", method, "url.path", path, "http.route", route));
  }

  private static Operation rpc(String path) {
    String method = path.startsWith("/inference.GRPCInferenceService/") ? path.substring(1) : "rpc";
    return new Operation(
        method, Map.of("rpc.system.name", "grpc", "rpc.method", method, "url.path", path));
  }

  /** Empty for a path that is not served. */
  private static String route(String path) {
    return switch (path) {
      case "/predict", "/health", "/metrics", "/status" -> path;
      default -> {
        if (path.startsWith("/v2/models/") && path.endsWith("/infer")) {
          yield "/v2/models/{model}/infer";
        }
        yield path.equals("/v2") || path.startsWith("/v2/") ? "/v2" : "";
      }
    };
  }
}
