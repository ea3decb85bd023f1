package io.skerry.controller.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The server's own calls: health, metrics and the API's description. */
public final class OwnRoutes {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Calls calls;
  private final PrometheusMeterRegistry metrics;
  private final BooleanSupplier linked;

  /**
   * Makes the calls.
   *
   * @param linked whether the controller's own link to the broker is there now; must not block
   */
  public OwnRoutes(Calls calls, PrometheusMeterRegistry metrics, BooleanSupplier linked) {
    this.calls = calls;
    this.metrics = metrics;
    this.linked = linked;
  }

  PrometheusMeterRegistry metrics() {
    return metrics;
  }

  void mountOpen(Router router) {
    calls.answer(
        router.get("/health"),
        request -> Answer.json(Map.of("status", "up", "linked", linked.getAsBoolean())));
  }

  void mountGuarded(Router router) {
    calls.answer(
        router.get("/metrics"),
        request -> Answer.bytes(METRICS_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8)));
    Buffer description = description();
    calls.answer(
        router.get("/api/v1/openapi.yaml"),
        request -> Answer.bytes("application/yaml", description.getBytes()));
  }

  private static Buffer description() {
    try (InputStream in = OwnRoutes.class.getResourceAsStream("/openapi.yaml")) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("openapi.yaml is in our own jar", e);
    }
  }
}
