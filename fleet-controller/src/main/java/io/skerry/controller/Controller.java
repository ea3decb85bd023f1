package io.skerry.controller;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skerry.controller.api.ApiServer;
import io.skerry.controller.api.OwnRoutes;
import io.skerry.controller.api.Routes;
import io.skerry.controller.broker.Broker;
import io.skerry.controller.broker.BrokerException;
import io.skerry.controller.broker.BrokerSettings;
import io.skerry.controller.db.Database;
import io.skerry.controller.enrolment.Endpoints;
import io.skerry.controller.link.FleetLink;
import io.skerry.controller.link.PahoLink;
import io.skerry.controller.state.State;
import io.skerry.controller.tokens.StoredTokens;
import io.skerry.protocol.json.Json;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running controller: everything wired by hand. The owner closes it. */
final class Controller implements AutoCloseable {
  private static final long START_S = 30;

  private final Closing closing = new Closing();
  private final State state;
  private final Ports ports;
  private ApiServer api;
  private volatile int apiPort;
  private volatile int mqttPort;

  private Controller(State state, Ports ports) {
    this.state = state;
    this.ports = ports;
  }

  /**
   * Starts every part and waits until broker and API listen.
   *
   * @throws IllegalArgumentException if the certificate doesn't name the address to listen on
   * @throws BrokerException if the broker can't start
   * @throws IOException if the API can't listen
   */
  static Controller start(State state, Ports ports) throws BrokerException, IOException {
    ports.requireNamed(state.tls().hosts());
    Controller controller = new Controller(state, ports);
    try {
      controller.startParts();
      return controller;
    } catch (BrokerException | IOException | RuntimeException e) {
      controller.close();
      throw e;
    }
  }

  private void startParts() throws BrokerException, IOException {
    Database database = closing.add(Database.open(state.folder().database()));
    Broker broker = closing.add(startBroker());
    mqttPort = broker.port();
    FleetLink link = closing.add(new PahoLink(ports.linkHost(), mqttPort, state.tls().context()));
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    FleetSide fleet = closing.add(new FleetSide(fleetParts(database, link), metrics));
    RepositorySide repository =
        closing.add(
            new RepositorySide(
                new RepositorySide.Parts(state, database, link, fleet.audit(), Clock.systemUTC()),
                metrics));
    Vertx vertx = Vertx.vertx();
    closing.add(() -> vertx.close().await(START_S, TimeUnit.SECONDS));
    api = closing.add(new ApiServer(vertx));
    List<Routes> guarded = new ArrayList<>(fleet.routes(api.calls()));
    guarded.addAll(repository.guardedRoutes(api.calls(), this::endpoints));
    api.mount(
        repository.openRoutes(api.calls(), this::endpoints),
        guarded,
        new StoredTokens(database),
        new OwnRoutes(api.calls(), metrics, link::connected));
    apiPort = listen();
    fleet.start();
    repository.start();
    link.start();
  }

  private Endpoints endpoints() {
    return new Endpoints(state.tls().host(), apiPort, mqttPort);
  }

  private FleetSide.Parts fleetParts(Database database, FleetLink link) {
    return new FleetSide.Parts(
        database,
        link,
        state.authority().fleet(),
        state.onlineKeys().assignments(),
        Clock.systemUTC());
  }

  private Broker startBroker() throws BrokerException {
    BrokerSettings settings =
        new BrokerSettings(state.folder().broker(), ports.listen(), ports.mqtt(), state.tls());
    return Broker.start(settings, state.authority().fleet());
  }

  private int listen() throws IOException {
    ApiServer.Endpoint endpoint =
        new ApiServer.Endpoint(
            ports.listen(),
            ports.api(),
            state.folder().controllerKey(),
            state.folder().controllerCertificate());
    try {
      return api.listen(endpoint).await(START_S, TimeUnit.SECONDS).port();
    } catch (TimeoutException e) {
      throw new IOException("the API does not listen within " + START_S + " s", e);
    } catch (RuntimeException e) {
      throw new IOException("can't listen on " + ports.listen() + ":" + ports.api() + ": " + e, e);
    }
  }

  /** Every mounted call. */
  List<String> calls() {
    return api.mounted();
  }

  int apiPort() {
    return apiPort;
  }

  int mqttPort() {
    return mqttPort;
  }

  /** What {@code run} prints: {@code {"mqttPort":8883,"ready":true,"url":"https://…"}}. */
  String readyLine() {
    Map<String, Object> fields =
        Map.of(
            "ready",
            true,
            "url",
            "https://" + state.tls().host() + ":" + apiPort,
            "mqttPort",
            mqttPort);
    return new String(Json.write(fields), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closing.close();
  }
}
